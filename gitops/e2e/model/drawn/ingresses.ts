import type { Manifest } from '../../faults/manifest.ts';
import { NAMESPACE } from '../../trace/ground.ts';
import { object, some, type Fields, type Pen } from './pen.ts';

/**
 * An Ingress of up to three paths.
 * @param isForAll whether it is for every host
 */
export function ingressOf(pen: Pen, name: string, services: readonly Manifest[], isForAll: boolean): Manifest {
  const { host, weighted, chance, draw } = pen;
  const paths = some(pen, 3, () => {
    const service = draw.of(services);
    const [port] = (service.spec as { readonly ports: readonly { readonly name: string; readonly port: number }[] })
      .ports;
    return {
      path: draw.of(['/', '/', '/', '/', '/', '/', '/', '/a', '/a/', '/a/b', '/api']),
      pathType: weighted([
        [7, 'Prefix'],
        [2, 'Exact'],
        [1, 'ImplementationSpecific'],
      ]),
      backend: {
        service: {
          name: chance(0.93) ? service.metadata.name : 'gone',
          port: weighted<Fields>([
            [4, { number: port?.port }],
            [2, { name: port?.name }],
            [1, { number: 4_444 }],
          ]),
        },
      },
    };
  });
  const tls = weighted<Fields>([
    [12, { tls: [{ hosts: [host], secretName: 'tx-tls' }] }],
    [isForAll ? 6 : 0, { tls: [{ secretName: 'tx-other' }] }],
    [1, { tls: [{ hosts: [host], secretName: 'tx-none' }] }],
    [1, {}],
  ]);
  const own = weighted([
    [6, host],
    [1, `*.${host}`],
  ]);
  const rules = [
    { ...(isForAll ? {} : { host: own }), http: { paths } },
    ...(isForAll && chance(0.4) ? [{ host: own, http: { paths: paths.slice(0, 1) } }] : []),
  ];
  const [first] = paths;
  const byDefault = isForAll && chance(0.3) && first ? { defaultBackend: first.backend } : {};
  const ingressClassName = weighted([
    [8, 'tx-istio'],
    [1, 'tx-other'],
  ]);
  return object('networking.k8s.io/v1', 'Ingress', NAMESPACE, name, {
    ...{ ingressClassName, ...tls, ...byDefault },
    ...(chance(0.9) || !isForAll ? { rules } : {}),
  });
}
