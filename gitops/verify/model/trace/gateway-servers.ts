import { exactness, mostExact, patternsFor, withoutNamespace } from '../host-patterns.ts';
import { referenceTo, type Reference } from '../reference.ts';
import { gatewaysForLabels, ingressesForHost } from '../relations.ts';
import { every } from '../../see/demand.ts';
import { KeyIndex } from '../../see/key-index.ts';
import type { Gateway, Server } from '../../see/objects/istio.ts';
import { byAge, fullName } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import { speaksHttp, speaksTls } from './gateways.ts';
import { isOfIstio, serversOfIngress } from './ingress-config.ts';
import { meshSettings } from './mesh-settings.ts';
import { podPortOf, type Proxy } from './proxies.ts';
import { undiscovered, unseenBy } from './unseen.ts';
import { listenersFor } from './gateway-api/gateways.ts';
import type { ApiListener } from './gateway-api/listeners.ts';
import type { Step } from './outcome.ts';

/** A server that a proxy has been given. */
export interface PlacedServer {
  readonly server: Server;
  /** `namespace/name` of its Gateway, as VirtualServices name it. */
  readonly gateway: string;
  /** Each `host` or `namespace/host`, without the namespaces `.` and `*`. */
  readonly hosts: readonly string[];
  readonly object: Reference;
  /** Of the server in the object. */
  readonly field: string;
  /** That it is made of, if it is one of the Gateway API. */
  readonly listener?: ApiListener;
}

const IN_LISTENERS = { hosts: 'hostname', 'port.protocol': 'protocol', 'tls.credentialName': 'tls.certificateRefs' };

/** Where a part of a server is written, by its name in an Istio Gateway. */
export function serverField(
  { object, field, listener }: PlacedServer,
  part: 'hosts' | 'port.protocol' | 'tls.mode' | 'tls.credentialName',
): string {
  if (listener) return `${field}.${part === 'tls.mode' ? part : IN_LISTENERS[part]}`;
  return object.kind === 'Ingress' && part === 'tls.credentialName' ? `${field}.secretName` : `${field}.${part}`;
}

/** What a proxy does with connections to one port of its Pods. */
export interface Listener {
  /** HTTP: one table of hosts for all servers. TLS: the server whose host fits the SNI best. */
  readonly speaks: 'HTTP' | 'TLS' | 'another protocol';
  readonly servers: readonly PlacedServer[];
  /** Of the servers, those that have the name, or a wildcard for it. */
  readonly admitting: readonly PlacedServer[];
  /** Servers for the name on the port that istiod leaves out, and why. */
  readonly leftOut: readonly Step[];
  /** Why Envoy takes nothing of what is new on the port. */
  readonly refused?: Step;
}

/** Undefined where nobody listens for the name. */
export function listenerOn(view: View, proxy: Proxy, host: string, podPort: number): Listener | undefined {
  const ingresses = candidatesOfIngresses(view, proxy, host);
  const { servers, byHost, leftOut, refused } =
    ingresses.length > 0
      ? mergedOn(proxy, [...ingresses, ...candidatesOfGateways(view, proxy)], podPort)
      : view.remember(`servers on ${podPort} of ${keyOfProxy(proxy)}`, () =>
          mergedOn(proxy, candidatesOfGateways(view, proxy), podPort),
        );
  const found = {
    ...{ servers, admitting: byHost.at(patternsFor(host)) },
    leftOut: leftOut.at(patternsFor(host)).map(({ step }) => step),
    ...(refused ? { refused } : {}),
  };
  const server = servers[0]?.server ?? serverOfOthers(view, proxy, podPort);
  if (server) return { speaks: protocolOf(server), ...found };
  return found.leftOut.length === 0 ? undefined : { speaks: 'another protocol', ...found };
}

/** The servers on a port of a proxy, and those that are left out, by their hosts in small letters. */
interface Merged {
  readonly servers: readonly PlacedServer[];
  readonly byHost: KeyIndex<PlacedServer>;
  readonly leftOut: KeyIndex<{ readonly step: Step }>;
  readonly refused: Step | undefined;
}

/**
 * The servers of a proxy on one port of its Pods, as istiod merges them: the Gateways by age, and of what cannot be
 * together the first (istio: pilot/pkg/model/gateway.go, mergeGateways). Hosts are the same where their namespaces are
 * too: what differs in these alone goes to Envoy, which refuses a port with one host twice (measured).
 */
function mergedOn(proxy: Proxy, candidates: readonly Candidate[], podPort: number): Merged {
  const servers: PlacedServer[] = [];
  const byHost = new KeyIndex<PlacedServer>();
  const leftOut = new KeyIndex<{ readonly step: Step }>();
  const tlsHosts = new Set<string>();
  const names = new Set<string>();
  let refused: Step | undefined;
  for (const { placed, unseen } of candidates) {
    const { server, object, hosts } = placed;
    if (podPortOfServer(proxy, placed) !== podPort) continue;
    const own = hosts.map(withoutNamespace);
    const [first] = servers;
    const twice = server.tls ? hosts.find((each) => tlsHosts.has(each)) : undefined;
    const step =
      unseen ??
      (twice === undefined
        ? first && !areTogether(first.server, server)
          ? leavingOut(
              ...[object, serverField(placed, 'port.protocol')],
              `an older server speaks ${first.server.port.protocol} on this port, so istiod leaves this one out`,
              `이 포트에 더 오래된 ${first.server.port.protocol} 서버가 있어, istiod가 이 서버를 적용하지 않습니다`,
            )
          : undefined
        : leavingOut(
            ...[object, serverField(placed, 'hosts')],
            `an older server has ${withoutNamespace(twice)} on this port, so istiod leaves the whole server out`,
            `더 오래된 서버가 이 포트에서 ${withoutNamespace(twice)} 호스트를 이미 받고 있어, istiod가 이 서버 전체를 적용하지 않습니다`,
          ));
    const keys = own.map((each) => each.toLowerCase());
    if (step) {
      leftOut.add({ step }, keys);
      continue;
    }
    if (server.tls) {
      // One server may have a host for several namespaces.
      const again = own.find((each) => names.has(each));
      if (again !== undefined) refused ??= refusedStep(placed, again);
      for (const each of hosts) tlsHosts.add(each);
      for (const each of own) names.add(each);
    }
    servers.push(placed);
    byHost.add(placed, keys);
  }
  return { servers, byHost, leftOut, refused };
}

function refusedStep(placed: PlacedServer, host: string): Step {
  return {
    ...{ object: placed.object, field: serverField(placed, 'hosts') },
    did: {
      en: `an older server has ${host} on this port with another namespace before it, so istiod keeps both and Envoy refuses all that is new on the port`,
      ko: `더 오래된 서버가 이 포트에서 ${host} 호스트를 다른 네임스페이스로 받으므로, istiod는 둘 다 보내고 Envoy는 이 포트의 변경을 모두 거부합니다`,
    },
  };
}

/** The servers that admit a name sent by SNI, those with the most exact host first. */
export function serversForSni({ admitting }: Pick<Listener, 'admitting'>, host: string): readonly PlacedServer[] {
  const rank = ({ hosts }: PlacedServer) => exactness(mostExact(hosts.map(withoutNamespace), host) ?? '');
  return admitting.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
}

function protocolOf(server: Server): Listener['speaks'] {
  if (speaksHttp(server)) return 'HTTP';
  return speaksTls(server) && server.tls ? 'TLS' : 'another protocol';
}

function areTogether(first: Server, second: Server): boolean {
  const protocol = protocolOf(first);
  return protocol !== 'another protocol' && protocol === protocolOf(second);
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
  return ingresses.flatMap((ingress) =>
    serversOfIngress(ingress).map(({ server, field }) => ({
      placed: {
        ...{ server, field, hosts: server.hosts, object: referenceTo('Ingress', ingress) },
        gateway: gatewayOfIngress(ingress.metadata),
      },
    })),
  );
}

/** The port of the Pods that a server listens on; one of the Gateway API must be a port of the Service. */
function podPortOfServer(proxy: Proxy, { server, listener }: PlacedServer): number | undefined {
  const found = podPortOf(proxy, server.port.number);
  return found ?? (listener && proxy.services.length > 0 ? undefined : server.port.number);
}

/** A server that Ingresses of other hosts bring to a port, so that somebody listens there. */
function serverOfOthers(view: View, proxy: Proxy, podPort: number): Server | undefined {
  if (!takesIngresses(view, proxy)) return undefined;
  return view
    .list(every('Ingress'))
    .filter((ingress) => isOfIstio(view, ingress))
    .flatMap((ingress) => serversOfIngress(ingress).map(({ server }) => server))
    .find(({ port }) => (podPortOf(proxy, port.number) ?? port.number) === podPort);
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
      metadata: { ...listener.gateway.metadata, name: listener.name, namespace: listener.namespace },
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

/** The name that istiod gives the Gateway that it makes of an Ingress. */
export function gatewayOfIngress({
  name,
  namespace = '',
}: {
  readonly name: string;
  readonly namespace?: string;
}): string {
  return `istio-system/${name}-istio-autogenerated-k8s-ingress-${namespace}`;
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

/** The host of a server as istiod compares it: `namespace/host`, or `host` for every namespace. */
export function scopedHost(host: string, namespace: string): string {
  return host.replace(/^\.\//, `${namespace}/`).replace(/^\*\//, '');
}

export function leavingOut(object: Reference, field: string, en: string, ko: string): Step {
  return { object, field, did: { en, ko } };
}
