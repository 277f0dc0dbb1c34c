import { check } from '../check.ts';

/** Only the entry in the catalogue; unknown.ts makes the findings from what the other checks did not find in Git. */
export const o11 = check({
  code: 'O11',
  title: { en: 'Git does not tell whether something is there', ko: 'Git만으로는 있는지 알 수 없는 것이 있습니다' },
  means: {
    en: 'It may be brought from elsewhere, so it is not called missing, and what depends on it is not called fine.',
    ko: '다른 곳에서 배포했을 수도 있어 없다고 단정하지 않습니다. 이것이 있어야 동작하는 것도 정상이라고 하지 않습니다.',
  },
  remedy: {
    en: "Tell what the cluster has with --facts FILE, or with --closed that it has nothing else. --ignore 'O11=*' takes it as it is.",
    ko: "클러스터에 무엇이 있는지 --facts FILE로 알려 주거나, 다른 것이 없다면 --closed를 지정하세요. 이대로 두려면 --ignore 'O11=*'을 지정하세요.",
  },
  level: 'unknown',
  mayPass: true,
  source: 'measured',
  *judge() {
    // See unknown.ts.
  },
});
