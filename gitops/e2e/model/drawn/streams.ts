import type { Manifest } from '../../faults/manifest.ts';
import { NAMESPACE } from '../../trace/ground.ts';
import { object, type Pen } from './pen.ts';

interface Spec {
  readonly hosts?: readonly string[];
}

/** VirtualServices with routes for what is no HTTP at the gateway, and the Service of the Pods that speak TLS. */
export function withStreams(
  { name, chance, draw, weighted, mesh }: Pen,
  routes: readonly Manifest[],
): { readonly routes: readonly Manifest[]; readonly more: readonly Manifest[] } {
  const [namespace, app] = weighted<readonly [string, string]>([
    [3, [NAMESPACE, 'web']],
    [1, [mesh, 'mesh']],
  ]);
  const service = object('v1', 'Service', namespace, `${name}-tls`, {
    selector: { app },
    ports: [{ name: draw.of(['tls', 'https', 'tcp']), port: 443, targetPort: 8443 }],
  });
  const route = [{ destination: { host: `${name}-tls.${namespace}.svc.cluster.local`, port: { number: 443 } } }];
  const plain = [{ destination: { host: `web.${NAMESPACE}.svc.cluster.local`, port: { number: 80 } } }];
  const all = routes.map((each) => {
    const { hosts = [] } = each.spec as Spec;
    if (hosts.length === 0 || !chance(0.5)) return each;
    const tls = [
      { match: [{ sniHosts: [draw.of(hosts)], ...(chance(0.2) ? { port: draw.of([443, 9443]) } : {}) }], route },
    ];
    const tcp = chance(0.5)
      ? { tcp: [{ ...(chance(0.3) ? { match: [{ port: draw.of([80, 8086]) }] } : {}), route: plain }] }
      : {};
    return { ...each, spec: { ...(each.spec as object), tls, ...tcp } };
  });
  return all.some((each, index) => each !== routes[index]) ? { routes: all, more: [service] } : { routes, more: [] };
}
