import { referenceTo } from '../reference.ts';
import { admits, withoutNamespace } from '../host-patterns.ts';
import { gatewaysForHost, ingressesForHost } from '../relations.ts';
import type { View } from '../../see/view.ts';
import { virtualHostsOf } from './entered-hosts.ts';
import { gatewayServersOf, gatewayApiListeners, speaksHttp } from './gateways.ts';
import { chainFor, isForStreams } from './filter-chains.ts';
import { listenerOn, type Listener } from './gateway-servers.ts';
import { serverField, type PlacedServer } from './placed-server.ts';
import { otherRouteAt } from './gateway-api/other-routes.ts';
import { unboundFor } from './gateway-api/sources.ts';
import { ending, type Branch, type Passed, type RequestTrace, type Step } from './outcome.ts';
import { policyAt } from './policy-step.ts';
import { addressesTo, gatewayAt, podPortOf, proxiesFor, proxiesMeantFor, readyPodsOf, type Proxy } from './proxies.ts';
import { authorityOf, type Request } from './request.ts';
import { targetsOf } from './dns.ts';
import { atRules, withPathRead, type Way } from './rule-ways.ts';
import { atStream } from './stream-step.ts';
import { hostsText, notRouted, tlsAt } from './tls-step.ts';
import { fromPod } from './pod-request.ts';
import { podReferences } from './upstream.ts';
import { virtualHostFor } from './virtual-hosts.ts';
import { withoutGateway } from './without-gateway.ts';

/**
 * What becomes of a request from outside or from a Pod, followed through what stands in the cluster as istiod and Envoy would take
 * it: name, address, the gateway's Service and Pods, the server, the virtual host, policies, the rule and what it does,
 * the destination, its endpoints, policies at the Pod, the container's port.
 */
export function traceOf(view: View, request: Request): RequestTrace {
  return view.remember(`trace of ${JSON.stringify(request)}`, () => {
    const passed: Passed[] = [];
    const { from, ...outside } = request;
    const branches = from
      ? fromPod({ view, request, passed }, from, () => beyond(view, outside, passed))
      : follow(view, request, passed);
    return { request, branches, passed };
  });
}

/**
 * The same from the gateway's server on, whether its Pods run or not: what it is told to do with the request.
 * @param isMeant whether Pods of the application count that are not ready
 */
export function traceAtGateway(view: View, request: Request, isMeant = false): RequestTrace {
  return view.remember(`trace at the gateway of ${JSON.stringify(request)} ${isMeant}`, () => {
    const [proxy] = chosen(view, proxiesMeantFor(view, request.host), request.host);
    const passed: Passed[] = [];
    if (!proxy) return { request, branches: withoutGateway(view, request), passed };
    const podPort = podPortOf(proxy, request.port) ?? request.port;
    passed.push(...podReferences(proxy.pods).map((object) => ({ object, isGateway: true as const })));
    return { request, branches: atListener({ view, proxy, request, podPort, steps: [], passed, isMeant }), passed };
  });
}

/** Of a request that a Pod sends to an address outside of the cluster, which may be that of a gateway. */
function beyond(view: View, request: Request, passed: Passed[]): readonly Branch[] {
  const { host } = request;
  const demand = gatewaysForHost(host);
  if (!view.isComplete(demand) || isOurs(view, host)) return follow(view, request, passed);
  const did = { en: `no gateway of the cluster has ${host}`, ko: `클러스터의 게이트웨이에 없는 호스트입니다: ${host}` };
  return ending({ end: 'sent out', to: host }, [{ did }]);
}

/** Whether a gateway has the host by its name; one that has every name may be meant for others. */
function isOurs(view: View, host: string): boolean {
  const patterns = gatewayServersOf(view, host).flatMap(({ server }) => server.hosts.map(withoutNamespace));
  const ofApi = gatewayApiListeners(view, host).map(({ listener }) => listener.hostname ?? '*');
  const isNamed = [...patterns, ...ofApi].some((pattern) => pattern !== '*' && admits(pattern, host));
  return isNamed || virtualHostsOf(view, host).length > 0 || view.list(ingressesForHost(host)).length > 0;
}

/** @param passed is given what the request passes */
function follow(view: View, request: Request, passed: Passed[]): readonly Branch[] {
  const all = proxiesFor(view, request.host);
  const targets = targetsOf(view, request.host);
  const [proxy] = at(targets, all);
  if (proxy) return atProxy({ view, request, passed, proxy });
  const [likely] = all;
  const without = likely ? [] : withoutGateway(view, request);
  // Another gateway may listen where the name leads to, which has no server for it.
  const [other] = targets.flatMap((address) => gatewayAt(view, address) ?? []);
  if (!other) return likely ? atProxy({ view, request, passed, proxy: likely }) : without;
  const why = without.flatMap(({ steps }) => steps);
  return atProxy({ view, request, passed, proxy: other }).map((branch) => ({
    ...branch,
    steps: [...branch.steps, ...why],
  }));
}

/** A request that has got to a gateway's Service. */
function atProxy({
  view,
  request,
  passed,
  proxy,
}: Pick<Way, 'view' | 'request' | 'passed' | 'proxy'>): readonly Branch[] {
  const [service] = proxy.services;
  const [pod] = readyPodsOf(proxy);
  passed.push(
    ...proxy.services.map((each) => ({
      ...{ object: referenceTo('Service', each), field: 'spec.ports', isGateway: true as const },
    })),
    ...podReferences(proxy.pods).map((object) => ({ object, isGateway: true as const })),
  );
  const object = service ? { object: referenceTo('Service', service) } : {};
  const podPort = podPortOf(proxy, request.port);
  if (podPort === undefined) {
    const has = proxy.services.flatMap(({ spec }) => (spec.ports ?? []).map(({ port }) => port)).join(', ');
    const did = {
      en: `the gateway's Service has no port ${request.port}, only ${has}`,
      ko: `게이트웨이의 Service에 ${request.port}번 포트가 없습니다. 있는 포트: ${has}`,
    };
    return ending({ end: 'not reached' }, [{ ...object, field: 'spec.ports', did }]);
  }
  if (!pod) {
    const [first] = proxy.pods;
    const did = { en: 'no Pod of the gateway is ready', ko: '게이트웨이에 준비된 Pod가 없습니다' };
    return ending({ end: 'not reached' }, [
      first ? { object: referenceTo('Pod', first), field: 'status.conditions', did } : { did },
    ]);
  }
  const words =
    proxy.pods.length === 1
      ? { en: '1 Pod', ko: 'Pod 1개' }
      : { en: `${proxy.pods.length} Pods`, ko: `Pod ${proxy.pods.length}개` };
  const entered: Step = {
    ...object,
    field: 'spec.ports',
    did: {
      en: `port ${request.port} leads to port ${podPort} of ${words.en} of the gateway`,
      ko: `${request.port}번 포트는 게이트웨이 ${words.ko}의 ${podPort}번 포트로 이어집니다`,
    },
  };
  return atListener({ view, proxy, request, podPort, steps: [entered], passed });
}

/** The gateways that DNS leads to; all, where it leads to none that is known, since a load balancer may be in between. */
function chosen(view: View, all: readonly Proxy[], host: string): readonly Proxy[] {
  const reached = at(targetsOf(view, host), all);
  return reached.length > 0 ? reached : all;
}

/** The gateways that addresses lead to. */
function at(addresses: readonly string[], all: readonly Proxy[]): readonly Proxy[] {
  return all.filter((proxy) => addressesTo(proxy).some((each) => addresses.includes(each)));
}

/** A request that has got to a port of a gateway's Pods. */
interface ReceivedWay extends Way {
  readonly podPort: number;
}

function atListener(way: ReceivedWay): readonly Branch[] {
  const { view, proxy, request, podPort, steps } = way;
  const listener = listenerOn(view, proxy, request.host, podPort);
  const { chains = [], admitting = [], leftOut = [], refused } = listener ?? {};
  way.passed.push(...admitting);
  const closed = admitting.find(({ server }) => isForStreams(server));
  const why = closed ? [...leftOut, notRouted(view, closed, request.host)] : leftOut;
  const [first] = chains;
  if (!first) {
    const did = {
      en: `no server of any Gateway is on port ${request.port}`,
      ko: `${request.port}번 포트에 Gateway 서버가 없습니다`,
    };
    return ending({ end: 'not reached' }, [...steps, ...(closed ? [] : [{ did }]), ...why]);
  }
  // What it had before stays, and that is not known.
  if (refused) return ending({ end: 'unknown' }, [...steps, refused]);
  const isTls = request.scheme === 'https';
  const chain = chainFor(chains, isTls ? request.host : '');
  if (!isTls && chain?.does === 'HTTP') return atVirtualHost(withPathRead(way), plainOf(listener));
  if (!isTls && chain?.does === 'TCP') return atStream(way, chain, []);
  if (!chain && isTls) {
    const did = {
      en: `no server of port ${request.port} admits ${request.host}`,
      ko: `${request.port}번 포트에 ${request.host} 호스트를 받는 서버가 없습니다`,
    };
    return ending({ end: 'reset' }, [...steps, { did }, ...why]);
  }
  const { placed: server } = chain ?? first;
  if (!isTls || chain?.does === 'HTTP') {
    const { protocol } = server.server.port;
    const step: Step = {
      ...{ object: server.object, field: serverField(server, 'port.protocol') },
      did: {
        en: `the port speaks ${protocol}, not ${request.scheme}`,
        ko: `이 포트의 프로토콜은 ${protocol}입니다(요청: ${request.scheme})`,
      },
    };
    const isOpen = chain?.does === 'another protocol' || chain?.does === 'PASSTHROUGH';
    return ending(isOpen ? { end: 'unknown' } : { end: 'reset' }, [...steps, ...leftOut, step]);
  }
  if (chain?.does === 'another protocol') return atOtherProtocol(way, server);
  const sni: Step = {
    ...{ object: server.object, field: serverField(server, 'hosts') },
    did: { en: `${hostsText(server)} takes the name`, ko: `${hostsText(server)} 호스트로 받습니다` },
  };
  if (chain?.rule && chain.does !== 'TLS') return atStream(way, chain, [sni]);
  const tls = tlsAt(view, proxy, server, request.host);
  if (tls.is === 'ended') return ending(tls.outcome, [...steps, sni, ...tls.steps]);
  if (chain?.rule) return atStream(way, chain, [sni, ...tls.steps]);
  const so = { ...way, steps: [...steps, sni, ...tls.steps] };
  return atVirtualHost(withPathRead(so), { servers: [server], admitting: [server], leftOut });
}

/** The servers of plain HTTP, which share one table of hosts. */
function plainOf(listener?: Listener): Parameters<typeof atVirtualHost>[1] {
  const { servers = [], admitting = [], leftOut = [] } = listener ?? {};
  const isPlain = ({ server }: PlacedServer) => speaksHttp(server);
  return { servers: servers.filter(isPlain), admitting: admitting.filter(isPlain), leftOut };
}

/** What only routes of the Gateway API take, or what is between meshes. */
function atOtherProtocol({ view, request, steps }: ReceivedWay, server: PlacedServer): readonly Branch[] {
  const other = server.listener && otherRouteAt(view, server.listener, request.host);
  if (other) return ending({ end: 'unknown' }, [...steps, other]);
  if (server.listener) return ending({ end: 'reset' }, [...steps, notRouted(view, server, request.host)]);
  const { protocol } = server.server.port;
  const field = serverField(server, 'port.protocol');
  const did = { en: `the port speaks ${protocol}`, ko: `이 포트의 프로토콜은 ${protocol}입니다` };
  return ending({ end: 'unknown' }, [...steps, { object: server.object, field, did }]);
}

function atVirtualHost(
  way: ReceivedWay,
  { servers, admitting, leftOut: before }: Pick<Listener, 'servers' | 'admitting' | 'leftOut'>,
): readonly Branch[] {
  const { view, proxy, request } = way;
  const { virtualHost, leftOut } = virtualHostFor(view, proxy, admitting, request.host);
  const policy = atGateway(way);
  if (policy) return ending(policy.outcome, [...way.steps, policy.step]);
  const [other] = admitting.flatMap(({ listener }) => (listener && otherRouteAt(view, listener, request.host)) ?? []);
  if (other) return ending({ end: 'unknown' }, [...way.steps, other]);
  if (!virtualHost) {
    const [server = servers[0]] = admitting;
    const step: Step = {
      ...(server ? { object: server.object, field: serverField(server, 'hosts') } : {}),
      did: server?.listener
        ? {
            en: `no HTTPRoute has ${request.host} here`,
            ko: `여기에 ${request.host} 호스트를 정의한 HTTPRoute가 없습니다`,
          }
        : {
            en: `no VirtualService or Ingress has ${request.host} here`,
            ko: `여기에 ${request.host} 호스트를 정의한 VirtualService나 Ingress가 없습니다`,
          },
    };
    const unbound = server?.listener && leftOut.length === 0 ? unboundFor(view, request.host) : [];
    const isOpen = [...leftOut, ...unbound].some((each) => 'isOpen' in each);
    const steps = [...way.steps, ...before, step, ...leftOut, ...unbound];
    return ending(isOpen ? { end: 'unknown' } : { end: 'no virtual host', status: 404 }, steps);
  }
  const { redirect, rules, pattern } = virtualHost;
  // A gateway writes x-forwarded-proto itself, whatever its caller says.
  if (redirect && request.scheme === 'http') {
    const location = `https://${authorityOf(request)}${request.path}`;
    const did = { en: `it redirects every path to https (301)`, ko: '모든 경로를 https로 리다이렉트합니다(301)' };
    return ending({ end: 'redirected', status: 301, location }, [...way.steps, { ...redirect, did }]);
  }
  const gateway = servers.find(({ object }) => object.kind !== 'Ingress') ?? servers[0];
  const port = gateway?.server.port.number ?? request.port;
  return atRules({ ...way, port }, rules, pattern, [...before, ...leftOut]);
}

/** What the policies at the gateway say, before any rule is looked at. */
function atGateway({ view, proxy, request, podPort }: ReceivedWay): ReturnType<typeof policyAt> {
  const [pod = proxy.pods[0]] = readyPodsOf(proxy);
  const { method, path, headers } = request;
  const host = authorityOf(request);
  return pod && policyAt(view, pod, { method, host, path, headers, principal: '', port: podPort });
}
