import { groupOf } from '../../../render/objects.ts';
import { renderedReference, sourceReference, wordsOfRendered } from '../../model/rendered.ts';
import { check } from '../check.ts';
import { isNamespaced } from '../../see/scopes.ts';

export const g2 = check({
  code: 'G2',
  title: {
    en: 'a namespace on a kind that has none',
    ko: '네임스페이스가 없는 kind에 네임스페이스를 적었습니다',
  },
  means: {
    en: 'kubectl and Argo CD ignore it, other tools refuse the object, and who reads it looks for the object in the wrong place.',
    ko: 'kubectl과 Argo CD는 무시하지만 거부하는 도구도 있습니다. 매니페스트를 읽는 사람은 엉뚱한 네임스페이스에서 리소스를 찾게 됩니다.',
  },
  remedy: {
    en: 'Remove `metadata.namespace`. If it comes from `namespace:` of a kustomization, which does not know the scope of custom kinds, move the object to a kustomization without it.',
    ko: '`metadata.namespace`를 지우세요. kustomization의 `namespace:`에서 온 것이라면(kustomize는 커스텀 kind의 범위를 모릅니다) 이 필드가 없는 kustomization으로 리소스를 옮기세요.',
  },
  level: 'warning',
  source: 'measured; https://github.com/kubernetes-sigs/kustomize/issues/2498',
  *inGit({ renders }) {
    for (const render of renders)
      for (const object of render.objects) {
        const { namespace } = object.metadata;
        if (namespace === undefined || isNamespaced(groupOf(object), object.kind) !== false) continue;
        const what = wordsOfRendered(object);
        yield {
          object: renderedReference(render, object),
          field: 'metadata.namespace',
          seen: { en: `${what} has namespace: ${namespace}`, ko: `${what}에 적힌 네임스페이스: ${namespace}` },
          touches: [sourceReference(render)],
        };
      }
  },
});
