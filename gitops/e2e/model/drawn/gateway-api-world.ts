import type { Manifest } from '../../faults/manifest.ts';
import { apiGatewayOf, listenerSetOf, namespacesOf, targetedPolicyOf } from './api-gateways.ts';
import { policyOf } from './policies.ts';
import { grantsOf, httpRouteOf, secretGrantOf } from './http-routes.ts';
import { requestsOf } from './requests.ts';
import { routesOf } from './routes.ts';
import { destinationRuleOf, serviceOf } from './services.ts';
import { object, some, type Pen } from './pen.ts';
import type { Drawn } from './random-world.ts';

/** Gateways, ListenerSets and HTTPRoutes of the Gateway API, and what they lead to. */
export function gatewayApiWorld(pen: Pen): Drawn {
  const { name, draw, chance } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index));
  const namespaces = namespacesOf(pen);
  const first = apiGatewayOf(pen, `${name}-a`, namespaces);
  const gateways = [first, ...(chance(0.15) ? [apiGatewayOf(pen, `${name}-b`, namespaces)] : [])];
  const isOpen = 'allowedListeners' in (first.spec as object);
  const sets = chance(isOpen ? 0.8 : 0.04) ? [listenerSetOf(pen, first, namespaces)] : [];
  const parents = [...gateways, ...sets];
  // Of one second istiod goes by namespace and name; one that comes to be a moment later must not be first by these.
  const routes = some(pen, 3, (index) => httpRouteOf(pen, `${name}-r${index}`, { parents, services })).toSorted(
    ({ metadata: a }, { metadata: b }) => (a.namespace ?? '').localeCompare(b.namespace ?? '', 'en'),
  );
  const grants = [...grantsOf(pen, routes, services), ...(chance(0.1) ? [secretGrantOf(pen)] : [])];
  const rules = chance(0.1) ? [destinationRuleOf(pen, draw.of(services))] : [];
  const policies = [
    ...(chance(0.08) ? [policyOf(pen)] : []),
    ...(chance(0.05) ? [targetedPolicyOf(pen, first, draw.of(services))] : []),
  ];
  const beside = chance(0.08) ? besideIstio(pen, services) : [];
  const all = [...gateways, ...sets, ...routes, ...beside];
  const older = all.filter(() => chance(0.4));
  return {
    ...{ name, older },
    manifests: [...all.filter((each) => !older.includes(each)), ...services, ...grants, ...rules, ...policies],
    requests: requestsOf(pen),
  };
}

/** A Gateway of Istio for the same host at the port of plain HTTP, which both may have, and rules for it. */
function besideIstio(pen: Pen, services: readonly Manifest[]): readonly Manifest[] {
  const { name, host, ground } = pen;
  const gateway = object('networking.istio.io/v1', 'Gateway', ground.gatewayNamespace, `${name}-i`, {
    selector: { istio: ground.gatewayLabel },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host, `*.${host}`] }],
  });
  return [gateway, ...routesOf(pen, `${name}-v`, [gateway], services)];
}
