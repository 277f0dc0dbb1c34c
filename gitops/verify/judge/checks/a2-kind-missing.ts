import { refusalsByApplication, type Refusal } from '../../model/sync/refusals.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';

export const a2 = check({
  code: 'A2',
  title: {
    en: 'the cluster does not have a kind of the commit',
    ko: '클러스터에 없는 kind의 리소스가 커밋에 있습니다',
  },
  means: {
    en: 'One object of an unknown kind is enough: Argo CD applies nothing of the commit.',
    ko: '클러스터가 모르는 kind의 리소스가 하나만 있어도 Argo CD는 이 커밋에서 아무것도 적용하지 않습니다.',
  },
  remedy: {
    en: 'Install the CustomResourceDefinition first, in an Application of its own or an earlier wave. If the kind is misspelled, correct `kind` and `apiVersion`.',
    ko: 'CustomResourceDefinition을 먼저 설치하세요. 별도의 Application이나 앞쪽 wave에 두면 됩니다. 오타라면 `kind`와 `apiVersion`을 고치세요.',
  },
  // Another Application may be installing it.
  mayPass: true,
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/',
  *judge(view) {
    for (const refusals of refusalsByApplication(view, 'kind')) {
      const [first] = refusals;
      if (!first) continue;
      const { application, attempts, level, message } = first;
      const kinds = [...new Set(refusals.flatMap(kindOf))].join(', ');
      const said = quote(message, 240);
      yield {
        object: referenceTo('Application', application),
        level,
        seen: {
          en: `the cluster has no ${kinds || 'such kind'}: ${said}${attempts.en}`,
          ko: `클러스터에 없는 kind${kinds && ` ${kinds}`}: ${said}${attempts.ko}`,
        },
        next: [
          ...new Set(refusals.map(({ resource }) => `kubectl api-resources --api-group='${resource?.group ?? ''}'`)),
        ],
        touches: refusals.flatMap(({ touches }) => touches),
      };
    }
  },
});

function kindOf({ resource }: Refusal): readonly string[] {
  return resource ? [resource.group ? `${resource.kind}.${resource.group}` : resource.kind] : [];
}
