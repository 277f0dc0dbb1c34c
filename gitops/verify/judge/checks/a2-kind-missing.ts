import { checkOfRefusal } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';

export const a2 = checkOfRefusal({
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
  reason: 'kind',
  of: ({ application }) => referenceTo('Application', application),
  find({ message }, refusals) {
    const resources = refusals.flatMap(({ resource }) => resource ?? []);
    const kinds = new Set(resources.map(({ group, kind }) => (group ? `${kind}.${group}` : kind)));
    const missing = [...kinds].join(', ');
    const groups = new Set(refusals.map(({ resource }) => resource?.group ?? ''));
    const said = quote(message, 240);
    return {
      seen: {
        en: `the cluster has no ${missing || 'such kind'}: ${said}`,
        ko: `클러스터에 없는 kind${missing && ` ${missing}`}: ${said}`,
      },
      next: [...groups].map((group) => `kubectl api-resources --api-group='${group}'`),
      touches: refusals.flatMap(({ touches }) => touches),
    };
  },
});
