import { check } from '../check.ts';

/** Only the entry in the catalogue; unknown.ts makes the findings from what the other checks could not read. */
export const o6 = check({
  code: 'O6',
  title: { en: 'something could not be read', ko: '읽지 못한 것이 있습니다' },
  means: {
    en: 'What cannot be read cannot be called fine: the checks that need it have said nothing.',
    ko: '읽지 못한 것을 정상이라고 할 수는 없어, 그 내용이 필요한 검사는 판단을 보류했습니다.',
  },
  remedy: {
    en: 'Give the account the ClusterRole of kustomize/bases/verify, or a context with more rights.',
    ko: '이 계정에 kustomize/bases/verify의 ClusterRole을 부여하거나, 권한이 더 많은 컨텍스트를 쓰세요.',
  },
  level: 'unknown',
  mayPass: true,
  source: 'measured',
  *judge() {
    // See unknown.ts.
  },
});
