import { argoCdSays } from '../../model/sync/sync.ts';
import { checkOfRefusal } from '../shapes.ts';
import { quote } from '../../see/quote.ts';

export const o5 = checkOfRefusal({
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
  reason: 'version',
  find({ message, resource }) {
    const [, version] = /could not find version "([^"]+)"/.exec(message) ?? [];
    const [, served] = /Version "([^"]+)" of/.exec(message) ?? [];
    const { group = '', kind = '', namespace = '', name = '' } = resource ?? {};
    const place = group && `${group}/`;
    const object = `${kind} ${namespace && `${namespace}/`}${name}`;
    return {
      field: 'apiVersion',
      seen:
        version === undefined || served === undefined || resource === undefined
          ? argoCdSays(quote(message, 240))
          : {
              en: `${object} is written in ${place}${version}; the cluster serves ${place}${served}`,
              ko: `${object}: 작성된 버전은 ${place}${version}, 클러스터에 있는 버전은 ${place}${served}입니다`,
            },
      next: [`kubectl api-resources --api-group='${group}'`],
    };
  },
});
