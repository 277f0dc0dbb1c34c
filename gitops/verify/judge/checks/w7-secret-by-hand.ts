import { objectsIn, renderedReference, secretsWrittenBy, valueAt } from '../../model/rendered.ts';
import { check } from '../check.ts';
import type { RenderedObject } from '../../../render/objects.ts';

export const w7 = check({
  code: 'W7',
  title: {
    en: 'an optional Secret that Git does not bring',
    ko: '필수가 아닌 Secret을 쓰는데 Git에 없습니다',
  },
  means: {
    en: 'Somebody has to make it by hand. Where nobody does, the container starts without it, and fails at the first request that needs it.',
    ko: '누군가 직접 만들어야 하는 Secret입니다. 만들지 않아도 컨테이너는 시작되지만, 그 값이 필요한 첫 요청에서 실패합니다.',
  },
  remedy: {
    en: 'Bring it by an ExternalSecret or a SealedSecret, without `optional`, or let the program refuse to start without it.',
    ko: 'ExternalSecret이나 SealedSecret으로 만들고 `optional`을 빼거나, 값이 없으면 프로그램이 시작되지 않게 하세요.',
  },
  level: 'info',
  source: 'measured; https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist',
  *inGit({ renders }) {
    const brought = new Set(renders.flatMap(({ objects }) => objects.flatMap(secretsWrittenBy)));
    for (const render of renders)
      for (const object of render.objects)
        for (const { name, field } of optionalSecrets(object))
          if (!brought.has(name))
            yield {
              object: renderedReference(render, object),
              field,
              seen: { en: `Secret ${name}`, ko: `Secret의 이름: ${name}` },
            };
  },
});

function optionalSecrets({ kind, spec }: RenderedObject): readonly { readonly name: string; readonly field: string }[] {
  const path = kind === 'CronJob' ? ['jobTemplate', 'spec', 'template', 'spec'] : ['template', 'spec'];
  const pod = valueAt(spec, ...path);
  const at = `spec.${path.join('.')}`;
  const of = (reference: unknown, key: string, field: string) => {
    const name = valueAt(reference, key);
    return valueAt(reference, 'optional') === true && typeof name === 'string' ? [{ name, field }] : [];
  };
  return [
    ...['containers', 'initContainers'].flatMap((list) =>
      objectsIn(valueAt(pod, list)).flatMap((container, index) => [
        ...objectsIn(container.envFrom).flatMap(({ secretRef }, source) =>
          of(secretRef, 'name', `${at}.${list}[${index}].envFrom[${source}].secretRef`),
        ),
        ...objectsIn(container.env).flatMap(({ valueFrom }, variable) =>
          of(
            valueAt(valueFrom, 'secretKeyRef'),
            'name',
            `${at}.${list}[${index}].env[${variable}].valueFrom.secretKeyRef`,
          ),
        ),
      ]),
    ),
    ...objectsIn(valueAt(pod, 'volumes')).flatMap(({ secret }, index) =>
      of(secret, 'secretName', `${at}.volumes[${index}].secret`),
    ),
  ];
}
