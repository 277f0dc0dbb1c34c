import { byAge } from '../../see/objects/kubernetes-object.ts';
import { referenceTo, type Reference } from '../reference.ts';
import { routesOfParent, serviceEntriesAdmitting } from '../relations.ts';
import { every } from '../../see/demand.ts';
import type { ServiceEntry } from '../../see/objects/istio.ts';
import type { Service } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { meshConfigOf, meshSettings } from './mesh-settings.ts';
import { meshHostFor } from './mesh-hosts.ts';
import { ending, type Branch, type Step } from './outcome.ts';
import { HTTP, NO_HTTP, protocolOf } from './port-protocol.ts';
import type { Proxy } from './proxies.ts';
import { atDestination, atRules, withPathRead, type RoutedWay } from './rule-ways.ts';
import { undiscovered } from './unseen.ts';
import { hiddenBy } from './upstream.ts';
import { isExportedTo } from './visibility.ts';
import { directly, withoutPort } from './without-proxy.ts';

/** What the mesh knows by a name, at the port that is called. */
interface Target {
  readonly object: Reference;
  /** In full. */
  readonly host: string;
  readonly namespace: string;
  /** `spec.ports[…]` */
  readonly field: string;
  readonly isHttp: boolean;
  /** Whether a wildcard has it. */
  readonly isOfPattern?: boolean;
}

/**
 * What the sidecar of a Pod does with a request of it.
 * @param service what DNS knows by the host
 * @param beyond what becomes of the request once it leaves for an address outside of the cluster
 */
export function throughSidecar(way: RoutedWay, service: Service | undefined, beyond: () => readonly Branch[]) {
  const { view, proxy, request, port, steps } = way;
  if (service && (undiscovered(view, 'Service', service, proxy) ?? hiddenBy(view, service, proxy)) !== undefined)
    return unknownToMesh(way, service, beyond);
  const unfollowed = service && (unfollowedAt(service, port) ?? routedBy(view, service));
  if (unfollowed) return ending({ end: 'unknown' }, [...steps, unfollowed]);
  const target = service ? serviceTarget(service, port) : entryTarget(view, proxy, request.host, port);
  const { host = request.host, isHttp = port === 80 } = target ?? {};
  // Of a host that the mesh knows only by a VirtualService, istiod makes something on port 80 alone.
  const found = isHttp && request.scheme === 'http' ? meshHostFor(view, proxy, host, port) : undefined;
  const { rules = [], leftOut = [], pattern = host } = found ?? {};
  if (rules.length > 0) return atRules(withPathRead(way), rules, pattern, leftOut);
  if (!target) return unknownToMesh({ ...way, steps: [...steps, ...leftOut] }, undefined, beyond);
  const { object, namespace, field, isOfPattern } = target;
  if (isOfPattern) {
    const did = { en: `it leads to ${host}`, ko: `보내는 곳: ${host}` };
    return ending({ end: 'sent out', to: host }, [...steps, ...leftOut, { object, field: 'spec.hosts', did }]);
  }
  const rule = { object, field, http: {}, namespace };
  const destination = { host, port: { number: port } };
  return atDestination({ ...way, steps: [...steps, ...leftOut] }, rule, { destination, field, share: 1 });
}

/** What of a Service is not followed from a sidecar. */
function unfollowedAt(service: Service, port: number): Step | undefined {
  const { clusterIP, ports = [], type } = service.spec;
  const object = referenceTo('Service', service);
  if (clusterIP === 'None') {
    const did = {
      en: 'it is headless: the sidecar sends requests to the address that DNS gives',
      ko: '헤드리스 Service라, 사이드카가 DNS에서 얻은 주소로 그대로 보냅니다',
    };
    return { object, field: 'spec.clusterIP', did };
  }
  if (type === 'ExternalName' || ports.some((each) => each.port === port)) return undefined;
  return withoutPort(service, port);
}

/** That an HTTPRoute is for requests to a Service from within the mesh, which is not followed. */
function routedBy(view: View, service: Service): Step | undefined {
  const [route] = view.list(routesOfParent('HTTPRoute', referenceTo('Service', service)));
  if (!route) return undefined;
  const did = {
    en: 'its rules are for requests to the Service from within the mesh, which are not followed',
    ko: '메시 안에서 이 Service로 보내는 요청의 규칙이며, 그 처리는 추적하지 않습니다',
  };
  return { object: referenceTo('HTTPRoute', route), field: 'spec.parentRefs', did };
}

function serviceTarget(service: Service, port: number): Target {
  const { namespace = '', name } = service.metadata;
  const { ports = [] } = service.spec;
  const at = ports.findIndex((each) => each.port === port);
  return {
    ...{ object: referenceTo('Service', service), host: `${name}.${namespace}.svc.cluster.local`, namespace },
    ...{ field: `spec.ports[${Math.max(0, at)}]`, isHttp: !NO_HTTP.test(protocolOf(ports[at])) },
  };
}

function entryTarget(view: View, proxy: Proxy, host: string, port: number): Target | undefined {
  const [entry] = entriesAt(view, proxy, view.list(serviceEntriesAdmitting(host)), port).sort(byAge);
  if (!entry) return undefined;
  const { spec, metadata } = entry;
  const at = (spec.ports ?? []).findIndex(({ number }) => number === port);
  return {
    ...{ object: referenceTo('ServiceEntry', entry), host, namespace: metadata.namespace ?? '' },
    ...{ field: `spec.ports[${at}]`, isHttp: HTTP.test(spec.ports?.[at]?.protocol ?? '') },
    isOfPattern: spec.hosts?.includes(host) !== true,
  };
}

/** Those that a sidecar sees, and that have a port. */
function entriesAt(view: View, proxy: Proxy, all: readonly ServiceEntry[], port: number): ServiceEntry[] {
  const byDefault = meshSettings(view, proxy.pods[0]).defaultServiceExportTo;
  return all.filter(
    ({ spec: { exportTo, ports = [] }, metadata: { namespace } }) =>
      ports.some(({ number }) => number === port) && isExportedTo({ exportTo, byDefault, namespace }, proxy.namespace),
  );
}

/** Of a host that the mesh does not know. @param service the Service that it is all the same */
function unknownToMesh(way: RoutedWay, service: Service | undefined, beyond: () => readonly Branch[]) {
  const { view, proxy, request, steps } = way;
  const [pod] = proxy.pods;
  const { mode = 'ALLOW_ANY' } = meshSettings(view, pod).outboundTrafficPolicy;
  const at = { object: meshConfigOf(view, pod).object, field: 'data.mesh.outboundTrafficPolicy.mode' };
  if (mode === 'REGISTRY_ONLY') {
    const did = {
      en: `the mesh does not know ${request.host}, and sidecars send nothing to such hosts`,
      ko: `메시가 모르는 호스트(${request.host})라서 사이드카가 보내지 않습니다`,
    };
    // Over TLS, and on a port where nothing of the mesh speaks HTTP, there is nobody to answer.
    const isHttp = request.scheme === 'http' && isHttpInMesh(view, proxy, request.port);
    const outcome = isHttp ? ({ end: 'blocked', status: 502 } as const) : ({ end: 'reset' } as const);
    return ending(outcome, [...steps, { ...at, did }]);
  }
  const did = {
    en: `the mesh does not know ${request.host}, so the sidecar passes the request on as it is`,
    ko: `메시가 모르는 호스트(${request.host})라서 사이드카가 요청을 그대로 내보냅니다`,
  };
  return directly({ ...way, steps: [...steps, { ...at, did }] }, service, beyond);
}

/** Whether a sidecar has a listener for HTTP on a port of any address, for some Service or ServiceEntry. */
function isHttpInMesh(view: View, proxy: Proxy, port: number): boolean {
  const services = view.list(every('Service')).filter((service) => hiddenBy(view, service, proxy) === undefined);
  const entries = entriesAt(view, proxy, view.list(every('ServiceEntry')), port);
  return (
    services.some(({ spec }) => spec.ports?.some((each) => each.port === port && HTTP.test(protocolOf(each)))) ||
    entries.some(({ spec }) => spec.ports?.some(({ number, protocol = '' }) => number === port && HTTP.test(protocol)))
  );
}
