import type { Manifest } from '../../faults/manifest.ts';
import { NAMESPACE } from '../../trace/ground.ts';
import { object, range, type Fields, type Pen } from './pen.ts';

/** A Service of the Pods that stand ready; one in a namespace of its own has sidecars. @param place where it must be */
export function serviceOf({ name, weighted, draw, mesh, isAlone }: Pen, index: number, place?: string): Manifest {
  const app = weighted([
    [24, 'web'],
    [3, 'beta'],
    [place ? 0 : isAlone ? 8 : 3, 'mesh'],
    [place || isAlone ? 0 : 1, 'strict'],
    [1, 'unready'],
    [1, 'nobody'],
  ]);
  const targetPort = weighted<number | string>([
    [40, 8080],
    [8, 'http'],
    [3, 'none'],
    [1, 8081],
  ]);
  const usual = weighted<Fields>([
    [8, { name: 'http', port: 80, targetPort }],
    [3, { name: 'http-web', port: 8000, targetPort }],
    [2, { name: 'web', port: 80, targetPort, appProtocol: 'http' }],
    [1, { name: 'http2', port: 80, targetPort: 8082 }],
    [1, { name: 'tcp', port: 80, targetPort }],
    [1, { name: 'web', port: 80, targetPort }],
  ]);
  const second = weighted<readonly Fields[]>([
    [5, []],
    [1, [{ name: 'http-more', port: 9000, targetPort: 8080 }]],
  ]);
  const namespace = ['mesh', 'strict'].includes(app) ? mesh : NAMESPACE;
  const selector = { app, ...(app === 'web' && draw.of(range(6)) === 1 ? { version: draw.of(['v1', 'v9']) } : {}) };
  return object('v1', 'Service', namespace, `${name}-${index}`, { selector, ports: [usual, ...second] });
}

/** A DestinationRule for a Service, mostly. */
export function destinationRuleOf({ name, weighted, chance, draw }: Pen, service: Manifest): Manifest {
  const { name: own, namespace = '' } = service.metadata;
  const place = weighted([
    [5, namespace],
    [1, NAMESPACE],
  ]);
  const host = weighted([
    [3, own],
    [2, `${own}.${namespace}.svc.cluster.local`],
    [1, `*.${namespace}.svc.cluster.invalid`],
  ]);
  const most = draw.of(['ISTIO_MUTUAL', 'ISTIO_MUTUAL', 'DISABLE']);
  const tls = chance(0.75) ? { tls: { mode: chance(0.08) ? 'SIMPLE' : most } } : {};
  const subsets = chance(0.6)
    ? {
        subsets: [
          { name: 'v1', labels: { version: 'v1' } },
          { name: 'v2', labels: { version: 'v2' } },
        ],
      }
    : {};
  const exportTo = weighted<Fields>([
    [8, {}],
    [1, { exportTo: ['.'] }],
    [1, { exportTo: ['*'] }],
  ]);
  const spec = { host, ...(Object.keys(tls).length > 0 ? { trafficPolicy: tls } : {}), ...subsets, ...exportTo };
  return object('networking.istio.io/v1', 'DestinationRule', place, `${name}-d`, spec);
}

/** A host outside of the cluster. */
export function entryOf({ name, ground }: Pen): Manifest {
  return object('networking.istio.io/v1', 'ServiceEntry', NAMESPACE, `${name}-e`, {
    hosts: [`ext-${name}.${ground.domain}`],
    location: 'MESH_EXTERNAL',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: ground.outsidePort }],
    resolution: 'STATIC',
    endpoints: [{ address: ground.outside }],
  });
}
