import type { Manifest } from '../../faults/manifest.ts';
import { GATEWAY_API, NAMESPACE } from '../../trace/ground.ts';
import { OWN_TCP_PORT, OWN_TLS_PORT } from './own-ground.ts';
import { MESH, object, range, type Fields, type Pen } from './pen.ts';

/** A listener of a Gateway or a ListenerSet. */
export interface DrawnListener extends Fields {
  readonly name: string;
  readonly hostname?: string;
}

/**
 * A Gateway of the Gateway API at the Service of the gateway, mostly: one without addresses gets a Deployment of its own.
 * @param namespaces of all its listeners with TLS: were they not the same for all Gateways of a host, Envoy would refuse
 * the port; a world that is alone has what comes
 */
export function apiGatewayOf(pen: Pen, name: string, namespaces: Fields): Manifest {
  const { ground, weighted, chance, isAlone } = pen;
  const { gatewayNamespace, gatewayService } = ground;
  const place = weighted([
    [40, gatewayNamespace],
    [1, NAMESPACE],
  ]);
  const at = (value: string) => ({ addresses: [{ type: 'Hostname', value }] });
  const own = `${gatewayService}.${gatewayNamespace}`;
  const served = weighted<Fields>([
    [60, at(gatewayService)],
    [4, at(`${own}.svc.cluster.local`)],
    [1, at(own)],
    [1, at('gone')],
    [1, { addresses: [...at('gone').addresses, ...at(gatewayService).addresses] }],
    [1, { infrastructure: { annotations: { 'networking.istio.io/service-type': 'ClusterIP' } } }],
  ]);
  const gatewayClassName = weighted([
    [60, 'istio'],
    [1, 'tx-nobody'],
  ]);
  const sets = chance(0.2) ? { allowedListeners: { namespaces: listenerNamespacesOf(pen) } } : {};
  const callers = weighted<Fields>([
    [50, {}],
    [2, { tls: { frontend: { default: validatedBy('tx-mutual') } } }],
    [1, { tls: { frontend: { default: validatedBy('tx-mutual', { mode: 'AllowInsecureFallback' }) } } }],
    [1, { tls: { frontend: { default: validatedBy('tx-none') } } }],
    [1, { tls: { frontend: { default: validatedBy('tx-none'), perPort: [{ port: 443, tls: {} }] } } }],
  ]);
  const listeners = distinct([
    ...(chance(0.95) ? [plainListener(pen, 'http', 80)] : []),
    ...(chance(0.95) ? [secureListener(pen, 'https', namespaces)] : []),
    ...(chance(0.15) ? [plainListener(pen, 'more', 80)] : []),
    ...(chance(0.15) ? [secureListener(pen, 'secure', namespaces)] : []),
    ...(chance(0.12) ? [plainListener(pen, 'odd', ground.oddPort)] : []),
    ...(isAlone && chance(0.3) ? [otherListener(pen)] : []),
  ]);
  return object(`${GATEWAY_API}/v1`, 'Gateway', place, name, {
    ...{ gatewayClassName, ...served, ...sets, ...callers },
    listeners: listeners.length > 0 ? listeners : [plainListener(pen, 'http', 80)],
  });
}

/** How callers show who they are: by certificates of the CA in a Secret. */
function validatedBy(name: string, more: Fields = {}): Fields {
  return { validation: { caCertificateRefs: [{ group: '', kind: 'Secret', name }], ...more } };
}

/** More listeners for a Gateway, from a namespace that it may allow. */
export function listenerSetOf(pen: Pen, { metadata }: Manifest, namespaces: Fields): Manifest {
  const { name, weighted, chance } = pen;
  const place = weighted([
    [4, NAMESPACE],
    [1, MESH],
  ]);
  const listeners = distinct([
    plainListener(pen, 'http', 80),
    ...(chance(0.6) ? [secureListener(pen, 'https', namespaces, place)] : []),
  ]);
  const parentRef = { name: metadata.name, namespace: metadata.namespace };
  return object(`${GATEWAY_API}/v1`, 'ListenerSet', place, `${name}-l`, { parentRef, listeners });
}

/** The namespaces that a listener takes routes from. */
export function namespacesOf({ weighted, ground, mesh }: Pen): Fields {
  const key = 'kubernetes.io/metadata.name';
  const where = (selector: Fields) => ({ from: 'Selector', selector });
  return weighted<Fields>([
    [40, { namespaces: { from: 'All' } }],
    [2, { namespaces: where({ matchLabels: { [key]: NAMESPACE } }) }],
    [1, { namespaces: where({ matchLabels: { 'istio-injection': 'enabled' } }) }],
    [1, { namespaces: where({ matchExpressions: [{ key, operator: 'In', values: [NAMESPACE, mesh] }] }) }],
    [1, { namespaces: where({ matchExpressions: [{ key, operator: 'NotIn', values: [NAMESPACE] }] }) }],
    [1, { namespaces: where({ matchLabels: { [key]: ground.gatewayNamespace } }) }],
    [1, { namespaces: { from: 'Same' } }],
    [1, {}],
  ]);
}

function listenerNamespacesOf({ weighted }: Pen): Fields {
  return weighted<Fields>([
    [4, { from: 'All' }],
    [2, { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACE } } }],
    [1, { from: 'Same' }],
    [1, { from: 'None' }],
  ]);
}

function kindsOf({ weighted }: Pen): Fields {
  return weighted<Fields>([
    [50, {}],
    [2, { kinds: [{ kind: 'HTTPRoute' }] }],
    [1, { kinds: [{ kind: 'GRPCRoute' }] }],
    [1, { kinds: [{ kind: 'GRPCRoute' }, { group: GATEWAY_API, kind: 'HTTPRoute' }] }],
    [1, { kinds: [{ group: 'example.test', kind: 'HTTPRoute' }] }],
  ]);
}

/** One that a shared gateway could not have: at the port of others it takes the port, or finds it taken. */
function otherListener(pen: Pen): DrawnListener {
  const { draw, weighted } = pen;
  const ports = [80, 443, OWN_TLS_PORT, OWN_TCP_PORT];
  return weighted([
    [2, { ...plainListener(pen, 'other', 443), port: draw.of(ports) }],
    [2, { ...secureListener(pen, 'other', namespacesOf(pen)), port: draw.of(ports) }],
    [1, { name: 'other', port: draw.of(ports), protocol: draw.of(['TCP', 'UDP']) }],
  ]);
}

function plainListener(pen: Pen, name: string, port: number): DrawnListener {
  const { host, weighted, isAlone } = pen;
  const hostname = weighted<Fields>([
    [40, { hostname: host }],
    [isAlone ? 20 : 4, {}],
    [4, { hostname: `*.${host}` }],
    [1, { hostname: `a.${host}` }],
    [isAlone ? 6 : 1, { hostname: `*.${pen.ground.domain}` }],
  ]);
  const protocol = weighted([
    [60, 'HTTP'],
    [1, 'http'],
  ]);
  return { name, port, protocol, ...hostname, allowedRoutes: { ...namespacesOf(pen), ...kindsOf(pen) } };
}

/** @param place of a ListenerSet; a Gateway is where the Secrets of the gateway are */
function secureListener(pen: Pen, name: string, namespaces: Fields, place?: string): DrawnListener {
  const { host, weighted, isAlone } = pen;
  const hostname = weighted<Fields>([
    [40, { hostname: host }],
    [4, { hostname: `*.${host}` }],
    [1, { hostname: `a.${host}` }],
    [isAlone ? 20 : 0, {}],
    [isAlone ? 6 : 0, { hostname: `*.${pen.ground.domain}` }],
  ]);
  const own = { name: place === undefined ? 'tx-tls' : 'tx-far' };
  const certificates = (certificateRefs: readonly Fields[]) => ({
    protocol: 'HTTPS',
    tls: { mode: 'Terminate', certificateRefs },
  });
  const tls = weighted<Fields>([
    [60, { protocol: 'HTTPS', tls: { certificateRefs: [own] } }],
    [2, certificates([own])],
    [2, certificates([{ group: '', kind: 'Secret', ...own }])],
    [1, certificates([own, { name: 'tx-none' }])],
    [1, certificates([{ name: 'tx-none' }, own])],
    [1, certificates([own, own, own])],
    [1, certificates([{ name: 'tx-none' }])],
    [1, certificates([{ kind: 'ConfigMap', ...own }])],
    [2, certificates([{ name: 'tx-far', namespace: NAMESPACE }])],
    [1, certificates([{ name: 'tx-far', namespace: MESH }])],
    [
      place === undefined ? 6 : 0,
      {
        protocol: 'HTTPS',
        tls: { certificateRefs: [{ name: 'tx-mutual' }], options: { 'gateway.istio.io/tls-terminate-mode': 'MUTUAL' } },
      },
    ],
    [1, { protocol: 'TLS', tls: { mode: 'Passthrough' } }],
    [1, { protocol: 'TLS', tls: { mode: 'Terminate', certificateRefs: [own] } }],
    [1, { protocol: 'HTTPS' }],
  ]);
  return {
    name,
    port: 443,
    ...tls,
    ...hostname,
    allowedRoutes: { ...(isAlone ? namespacesOf(pen) : namespaces), ...kindsOf(pen) },
  };
}

/** Without the listeners that the API server would refuse beside another. */
function distinct(listeners: readonly DrawnListener[]): readonly DrawnListener[] {
  const key = ({ port, protocol, hostname }: DrawnListener) => JSON.stringify([port, protocol, hostname]);
  return [...new Map(listeners.map((each) => [key(each), each])).values()];
}

/** A policy for a Gateway, or for a Service that no waypoint serves. */
export function targetedPolicyOf(pen: Pen, { metadata }: Manifest, service: Manifest): Manifest {
  const { name, weighted, draw } = pen;
  const group = GATEWAY_API;
  const [namespace, targetRefs] = weighted<readonly [string | undefined, readonly Fields[]]>([
    [3, [metadata.namespace, [{ group, kind: 'Gateway', name: metadata.name }]]],
    [1, [service.metadata.namespace, [{ group: '', kind: 'Service', name: service.metadata.name }]]],
  ]);
  return object('security.istio.io/v1', 'AuthorizationPolicy', namespace ?? NAMESPACE, `${name}-t`, {
    ...{ targetRefs, action: 'DENY' },
    rules: [draw.of(range(2)) === 1 ? {} : { to: [{ operation: { methods: ['GET'] } }] }],
  });
}
