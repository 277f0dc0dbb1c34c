import { refusalsByObject } from '../../model/sync/refusals.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';

export const o5 = check({
  code: 'O5',
  title: { en: 'the cluster does not serve this apiVersion', ko: '클러스터에 없는 apiVersion입니다' },
  means: {
    en: 'The kind is there, but in another version. Argo CD applies nothing of the commit.',
    ko: 'kind는 있지만 버전이 다릅니다. Argo CD는 이 커밋에서 아무것도 적용하지 않습니다.',
  },
  remedy: {
    en: 'Write the `apiVersion` that the cluster serves, and check the fields against it; or upgrade what installs the kind.',
    ko: '클러스터에 있는 `apiVersion`으로 바꾸고 필드가 맞는지 확인하세요. 또는 이 kind를 설치하는 구성 요소를 업그레이드하세요.',
  },
  source: 'measured',
  *judge(view) {
    for (const refusals of refusalsByObject(view, 'version')) {
      const [refusal] = refusals;
      if (!refusal) continue;
      const { object, message, resource, attempts, level, touches } = refusal;
      const [, version] = /could not find version "([^"]+)"/.exec(message) ?? [];
      const [, served] = /Version "([^"]+)" of/.exec(message) ?? [];
      const { group = '', kind = '', namespace = '', name = '' } = resource ?? {};
      const asked = [group, version].filter(Boolean).join('/');
      const offered = [group, served].filter(Boolean).join('/');
      const isKnown = version !== undefined && served !== undefined && resource !== undefined;
      yield {
        object,
        level,
        field: 'apiVersion',
        seen: isKnown
          ? {
              en: `${kind} ${namespace && `${namespace}/`}${name} is written in ${asked}; the cluster serves ${offered}${attempts.en}`,
              ko: `${kind} ${namespace && `${namespace}/`}${name}: 작성된 버전은 ${asked}, 클러스터에 있는 버전은 ${offered}입니다${attempts.ko}`,
            }
          : {
              en: `Argo CD says ${quote(message, 240)}${attempts.en}`,
              ko: `Argo CD의 메시지: ${quote(message, 240)}${attempts.ko}`,
            },
        next: [`kubectl api-resources --api-group='${group}'`],
        touches,
      };
    }
  },
});
