import { objectsIn, renderedReference, valueAt, wordsOfRendered } from '../../model/rendered.ts';
import { check } from '../check.ts';
import { groupOf, type RenderedObject } from '../../../render/objects.ts';

/** The names in kinds whose references kustomize does not know, each with the kinds that it may name. */
function namesIn({
  kind,
  spec,
  ...rest
}: RenderedObject): readonly { readonly field: string; name: string; kinds: string[] }[] {
  const group = groupOf(rest);
  const of = (field: string, value: unknown, ...kinds: string[]) =>
    typeof value === 'string' ? [{ field, name: value, kinds }] : [];
  if (group === 'cert-manager.io' && kind === 'Certificate')
    return of('spec.issuerRef.name', valueAt(spec, 'issuerRef', 'name'), 'Issuer', 'ClusterIssuer');
  if (group === 'networking.istio.io' && kind === 'Gateway')
    return objectsIn(valueAt(spec, 'servers')).flatMap((server, index) =>
      of(`spec.servers[${index}].tls.credentialName`, valueAt(server, 'tls', 'credentialName'), 'Secret'),
    );
  if (group !== 'networking.istio.io' || kind !== 'VirtualService') return [];
  const gateways = valueAt(spec, 'gateways');
  return [
    ...(Array.isArray(gateways) ? gateways : []).flatMap((gateway: unknown, index) =>
      of(`spec.gateways[${index}]`, String(gateway).split('/').at(-1), 'Gateway'),
    ),
    ...objectsIn(valueAt(spec, 'http')).flatMap((rule, at) =>
      objectsIn(rule.route).flatMap((route, index) => {
        const host = valueAt(route, 'destination', 'host');
        // A name with one dot may be a public one.
        const [, service] = /^([^.]+)(?:\.[^.]+\.svc\b.*)?$/.exec(String(host)) ?? [];
        return of(`spec.http[${at}].route[${index}].destination.host`, service, 'Service');
      }),
    ),
  ];
}

export const g3 = check({
  code: 'G3',
  title: {
    en: 'a prefix or suffix of names leaves a reference behind',
    ko: '이름 접두사나 접미사가 참조에는 붙지 않았습니다',
  },
  means: {
    en: 'kustomize gives the object a new name, but does not know that this kind refers to it: the reference leads nowhere.',
    ko: 'kustomize가 리소스의 이름은 바꾸지만, 이 kind가 그 리소스를 참조한다는 것은 모릅니다. 그래서 참조에는 없는 이름이 남습니다.',
  },
  remedy: {
    en: 'Do without `namePrefix` and `nameSuffix`, or list the field in a `nameReference` of `configurations`.',
    ko: '`namePrefix`와 `nameSuffix`를 쓰지 않거나, `configurations`의 `nameReference`에 이 필드를 추가하세요.',
  },
  source: 'measured; https://github.com/kubernetes-sigs/kustomize/issues/5156',
  *inGit({ kustomizations, renders }) {
    const renaming = kustomizations.flatMap(({ file, content: { namePrefix = '', nameSuffix = '' } }) =>
      namePrefix || nameSuffix ? [{ file, prefix: String(namePrefix), suffix: String(nameSuffix) }] : [],
    );
    for (const render of renaming.length > 0 ? renders : [])
      for (const object of render.objects)
        for (const { field, name, kinds } of namesIn(object)) {
          const named = (wanted: string) =>
            render.objects.find(({ kind, metadata }) => kinds.includes(kind) && metadata.name === wanted);
          const by = named(name)
            ? undefined
            : renaming.find(({ prefix, suffix }) => named(`${prefix}${name}${suffix}`));
          const renamed = by && named(`${by.prefix}${name}${by.suffix}`);
          if (!renamed) continue;
          const what = wordsOfRendered(renamed);
          yield {
            object: renderedReference(render, object),
            field,
            seen: {
              en: `it names ${name}, which ${by.file} makes ${what}`,
              ko: `${name} 이름을 참조하지만 ${by.file} 때문에 이름이 바뀌었습니다: ${what}`,
            },
            next: [by.file],
          };
        }
  },
});
