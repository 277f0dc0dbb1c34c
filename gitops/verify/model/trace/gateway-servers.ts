import { patternsFor, withoutNamespace } from '../host-patterns.ts';
import { referenceTo } from '../reference.ts';
import { gatewaysForLabels, ingressesForHost } from '../relations.ts';
import { every } from '../../see/demand.ts';
import { KeyIndex } from '../../see/key-index.ts';
import type { Gateway, Server } from '../../see/objects/istio.ts';
import { byAge, fullName } from '../../see/objects/kubernetes-object.ts';
import type { Ingress } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { speaksHttp, speaksTls } from './gateways.ts';
import { isOfIstio, serversOfIngress } from './ingress-config.ts';
import { meshSettings } from './mesh-settings.ts';
import { podPortOf, type Proxy } from './proxies.ts';
import { undiscovered, unseenBy } from './unseen.ts';
import { listenersFor } from './gateway-api/gateways.ts';
import type { ApiListener } from './gateway-api/listeners.ts';
import { filterChainsOf, refusalOf, type FilterChain } from './filter-chains.ts';
import type { Step } from './outcome.ts';
import { gatewayOfIngress, leavingOut, scopedHost, serverField, type PlacedServer } from './placed-server.ts';

/** What a proxy does with connections to one port of its Pods. */
export interface Listener {
  readonly chains: readonly FilterChain[];
  readonly servers: readonly PlacedServer[];
  /** Of the servers, those that have the name, or a wildcard for it. */
  readonly admitting: readonly PlacedServer[];
  /** Servers for the name on the port that istiod leaves out, and why. */
  readonly leftOut: readonly Step[];
  /** Why Envoy takes nothing of what is new on the port. */
  readonly refused?: Step;
}

/** Undefined where nobody listens on the port. */
export function listenerOn(view: View, proxy: Proxy, host: string, podPort: number): Listener | undefined {
  const ingresses = candidatesOfIngresses(view, proxy, host);
  const { servers, byHost, leftOut, chains } =
    ingresses.length > 0
      ? mergedOn(view, proxy, [...ingresses, ...candidatesOfGateways(view, proxy)], podPort)
      : view.remember(`servers on ${podPort} of ${keyOfProxy(proxy)}`, () =>
          mergedOn(view, proxy, candidatesOfGateways(view, proxy), podPort),
        );
  const refused = refusalOf(chains);
  const found = {
    ...{ servers, admitting: byHost.at(patternsFor(host)) },
    leftOut: leftOut.at(patternsFor(host)).map(({ step }) => step),
    ...(refused ? { refused } : {}),
  };
  const all = [...chains, ...(servers.length === 0 ? chainsOfOthers(view, proxy, podPort) : [])];
  return all.length === 0 && found.leftOut.length === 0 && servers.length === 0 ? undefined : { chains: all, ...found };
}

/** The servers on a port of a proxy, and those that are left out, by their hosts in small letters. */
interface Merged {
  readonly servers: readonly PlacedServer[];
  readonly byHost: KeyIndex<PlacedServer>;
  readonly leftOut: KeyIndex<{ readonly step: Step }>;
  readonly chains: readonly FilterChain[];
}

/**
 * The servers of a proxy on one port of its Pods, as istiod merges them: the Gateways by age, and of what cannot be
 * together the first (istio: pilot/pkg/model/gateway.go, mergeGateways). Hosts are the same where their namespaces are
 * too: what differs in these alone goes to Envoy, which refuses a port with one host twice (measured).
 */
function mergedOn(view: View, proxy: Proxy, candidates: readonly Candidate[], podPort: number): Merged {
  const servers: PlacedServer[] = [];
  const byHost = new KeyIndex<PlacedServer>();
  const leftOut = new KeyIndex<{ readonly step: Step }>();
  const withTls = new Set<string>();
  for (const { placed, unseen } of candidates) {
    const { server, hosts } = placed;
    if (podPortOfServer(proxy, placed) !== podPort) continue;
    const twice = server.tls ? hosts.find((each) => withTls.has(each)) : undefined;
    const plain = servers.find((each) => !isOfTls(each.server));
    const step = unseen ?? (twice === undefined ? plain && besidePlain(plain, placed) : besideSame(twice, placed));
    const keys = hosts.map((each) => withoutNamespace(each).toLowerCase());
    if (step) {
      leftOut.add({ step }, keys);
      continue;
    }
    for (const each of server.tls ? hosts : []) withTls.add(each);
    servers.push(placed);
    byHost.add(placed, keys);
  }
  return { servers, byHost, leftOut, chains: filterChainsOf(view, proxy, servers) };
}

/** Whether a server is one of TLS, which stands beside one of plain text if that comes later. */
function isOfTls(server: Server): boolean {
  return speaksTls(server) && server.tls !== undefined;
}

/** Beside an older server without TLS there are only others of HTTP. */
function besidePlain({ server: { port } }: PlacedServer, placed: PlacedServer): Step | undefined {
  if (speaksHttp({ port, hosts: [] }) && speaksHttp(placed.server)) return undefined;
  return leavingOut(
    ...[placed.object, serverField(placed, 'port.protocol')],
    `an older server speaks ${port.protocol} on this port, so istiod leaves this one out`,
    `이 포트에 더 오래된 ${port.protocol} 서버가 있어, istiod가 이 서버를 적용하지 않습니다`,
  );
}

function besideSame(host: string, placed: PlacedServer): Step {
  const plain = withoutNamespace(host);
  return leavingOut(
    ...[placed.object, serverField(placed, 'hosts')],
    `an older server has ${plain} on this port, so istiod leaves the whole server out`,
    `더 오래된 서버가 이 포트에서 ${plain} 호스트를 이미 받고 있어, istiod가 이 서버 전체를 적용하지 않습니다`,
  );
}

interface Candidate {
  readonly placed: PlacedServer;
  readonly unseen?: Step | undefined;
}

/** The servers of the Ingresses for a name, which istiod gives no age, and so puts before those of Gateways, by name. */
function candidatesOfIngresses(view: View, proxy: Proxy, host: string): readonly Candidate[] {
  if (!takesIngresses(view, proxy)) return [];
  const ingresses = view
    .list(ingressesForHost(host))
    .filter((each) => isOfIstio(view, each))
    .sort((a, b) => gatewayOfIngress(a.metadata).localeCompare(gatewayOfIngress(b.metadata), 'en'));
  return ingresses.flatMap(placedOfIngress).map((placed) => ({ placed }));
}

/** The port of the Pods that a server listens on; one of the Gateway API must be a port of the Service. */
function podPortOfServer(proxy: Proxy, { server, listener }: PlacedServer): number | undefined {
  const found = podPortOf(proxy, server.port.number);
  return found ?? (listener && proxy.services.length > 0 ? undefined : server.port.number);
}

/** What Ingresses of other hosts bring to a port, so that somebody listens there. */
function chainsOfOthers(view: View, proxy: Proxy, podPort: number): readonly FilterChain[] {
  if (!takesIngresses(view, proxy)) return [];
  const all = view.list(every('Ingress')).filter((ingress) => isOfIstio(view, ingress));
  const servers = all.flatMap((ingress) =>
    placedOfIngress(ingress).filter(
      ({ server: { port } }) => (podPortOf(proxy, port.number) ?? port.number) === podPort,
    ),
  );
  return filterChainsOf(view, proxy, servers);
}

function placedOfIngress(ingress: Ingress): readonly PlacedServer[] {
  return serversOfIngress(ingress).map(({ server, field }) => ({
    ...{ server, field, hosts: server.hosts, object: referenceTo('Ingress', ingress) },
    gateway: gatewayOfIngress(ingress.metadata),
  }));
}

function takesIngresses(view: View, { labels, pods }: Proxy): boolean {
  return labels.istio === meshSettings(view, pods[0]).ingressSelector;
}

/** The servers of the Gateways of a proxy, the oldest first. */
function candidatesOfGateways(view: View, proxy: Proxy): readonly Candidate[] {
  return view.remember(`servers of Gateways for ${keyOfProxy(proxy)}`, () => {
    const own = view.list(gatewaysForLabels(proxy.labels)).map((gateway) => {
      const unseen = unseenBy(view, 'Gateway', gateway, proxy);
      const servers = (gateway.spec.servers ?? []).map((server, index) => placedServer(gateway, server, index));
      return { metadata: gateway.metadata, candidates: servers.map((placed) => ({ placed, unseen })) };
    });
    const ofApi = listenersFor(view, proxy).map((listener) => ({
      metadata: {
        ...{ name: listener.name.replace(/^.*\//, ''), namespace: listener.namespace },
        ...(listener.creationTimestamp === undefined ? {} : { creationTimestamp: listener.creationTimestamp }),
      },
      candidates: [{ placed: placedListener(listener), unseen: unseenListener(view, proxy, listener) }],
    }));
    return [...own, ...ofApi].sort(byAge).flatMap(({ candidates }) => candidates);
  });
}

function placedListener(listener: ApiListener): PlacedServer {
  const { server, name, namespace, object, field } = listener;
  const hosts = server.hosts.map((host) => scopedHost(host, namespace));
  return { server, gateway: name, hosts, object, field, listener };
}

function unseenListener(view: View, proxy: Proxy, { gateway, refusal }: ApiListener): Step | undefined {
  return undiscovered(view, 'GatewayApiGateway', gateway, proxy) ?? refusal;
}

function keyOfProxy({ labels, namespace, pods, services }: Proxy): string {
  return JSON.stringify([labels, namespace, [...pods, ...services].map(({ metadata }) => metadata.name)]);
}

function placedServer(gateway: Gateway, server: Server, index: number): PlacedServer {
  return {
    server,
    gateway: fullName(gateway),
    hosts: server.hosts.map((host) => scopedHost(host, gateway.metadata.namespace ?? '')),
    object: referenceTo('Gateway', gateway),
    field: `spec.servers[${index}]`,
  };
}
