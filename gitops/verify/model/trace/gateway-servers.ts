import { admits, mostExact, withoutNamespace } from '../host-patterns.ts';
import { referenceTo, type Reference } from '../reference.ts';
import { gatewaysForLabels, ingressesForHost } from '../relations.ts';
import type { Gateway, Server } from '../../see/objects/istio.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import { speaksHttp, speaksTls } from './gateways.ts';
import { isOfIstio, serversOfIngress } from './ingress-config.ts';
import { meshSettings } from './mesh-settings.ts';
import { podPortOf, type Proxy } from './proxies.ts';
import { unseenBy } from './unseen.ts';
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
}

/** What a proxy does with connections to one port of its Pods. */
export interface Listener {
  /** HTTP: one table of hosts for all servers. TLS: the server whose host fits the SNI best. */
  readonly speaks: 'HTTP' | 'TLS' | 'another protocol';
  readonly servers: readonly PlacedServer[];
  /** Servers for the name on the port that istiod leaves out, and why. */
  readonly leftOut: readonly Step[];
}

/**
 * The servers of a proxy on one port of its Pods, as istiod merges them: the Gateways by age, and of what cannot be
 * together the first (istio: pilot/pkg/model/gateway.go, mergeGateways). Undefined where nobody listens.
 */
export function listenerOn(view: View, proxy: Proxy, host: string, podPort: number): Listener | undefined {
  const servers: PlacedServer[] = [];
  const leftOut: Step[] = [];
  const tlsHosts = new Set<string>();
  for (const { placed, unseen } of serversOf(view, proxy, host)) {
    const { server, object, field, hosts } = placed;
    if ((podPortOf(proxy, server.port.number) ?? server.port.number) !== podPort) continue;
    const own = hosts.map(withoutNamespace);
    const leaveOut = (step: Step) => {
      if (own.some((each) => admits(each, host))) leftOut.push(step);
    };
    if (unseen) {
      leaveOut(unseen);
      continue;
    }
    const [first] = servers;
    const twice = server.tls ? own.find((each) => tlsHosts.has(each)) : undefined;
    if (twice !== undefined) {
      leaveOut(
        leavingOut(
          ...[object, `${field}.hosts`],
          `an older server has ${twice} on this port, so istiod leaves the whole server out`,
          `더 오래된 서버가 이 포트에서 ${twice} 호스트를 이미 받으므로, istiod가 이 서버를 통째로 뺍니다`,
        ),
      );
      continue;
    }
    if (first && !areTogether(first.server, server)) {
      leaveOut(
        leavingOut(
          ...[object, `${field}.port.protocol`],
          `an older server speaks ${first.server.port.protocol} on this port, so istiod leaves this one out`,
          `이 포트에 더 오래된 ${first.server.port.protocol} 서버가 있으므로, istiod가 이 서버를 뺍니다`,
        ),
      );
      continue;
    }
    if (server.tls) for (const each of own) tlsHosts.add(each);
    servers.push(placed);
  }
  const [first] = servers;
  if (!first) return leftOut.length === 0 ? undefined : { speaks: 'another protocol', servers, leftOut };
  return { speaks: protocolOf(first.server), servers, leftOut };
}

/** The server whose host is the most exact that admits a name sent by SNI. */
export function serverForSni({ servers }: Listener, host: string): PlacedServer | undefined {
  const patternOf = ({ hosts }: PlacedServer) => mostExact(hosts.map(withoutNamespace), host);
  const best = mostExact(
    servers.flatMap((each) => patternOf(each) ?? []),
    host,
  );
  return best === undefined ? undefined : servers.find((each) => patternOf(each) === best);
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

/** All servers of a proxy: those of Ingresses, which istiod gives no age, then those of Gateways, the oldest first. */
function serversOf(view: View, proxy: Proxy, host: string): readonly Candidate[] {
  const isIngress = proxy.labels.istio === meshSettings(view, proxy.pods[0]).ingressSelector;
  const ingresses = isIngress ? view.list(ingressesForHost(host)).filter((each) => isOfIstio(view, each)) : [];
  return [
    ...ingresses.flatMap((ingress) =>
      serversOfIngress(ingress).map(({ server, field }) => ({
        placed: {
          ...{ server, field, hosts: server.hosts, object: referenceTo('Ingress', ingress) },
          gateway: gatewayOfIngress(ingress.metadata),
        },
      })),
    ),
    ...serversOfGateways(view, proxy),
  ];
}

/** A gateway for many hosts has them sorted once. */
function serversOfGateways(view: View, proxy: Proxy): readonly Candidate[] {
  const { labels, namespace, pods } = proxy;
  const key = JSON.stringify([labels, namespace, pods.map(({ metadata }) => metadata.name)]);
  return view.remember(`servers of Gateways for ${key}`, () =>
    [...view.list(gatewaysForLabels(labels))].sort(byAge).flatMap((gateway) => {
      const unseen = unseenBy(view, 'Gateway', gateway, proxy);
      return (gateway.spec.servers ?? []).map((server, index) => ({
        placed: placedServer(gateway, server, index),
        unseen,
      }));
    }),
  );
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
  const { namespace = '', name } = gateway.metadata;
  return {
    server,
    gateway: `${namespace}/${name}`,
    hosts: server.hosts.map((host) => host.replace(/^\.\//, `${namespace}/`).replace(/^\*\//, '')),
    object: referenceTo('Gateway', gateway),
    field: `spec.servers[${index}]`,
  };
}

/** Order of creation, which istiod goes by, then of name (istio: pilot/pkg/model/config.go). */
export function byAge(a: KubernetesObject, b: KubernetesObject): number {
  const key = ({ metadata: { creationTimestamp = '', name, namespace = '' } }: KubernetesObject) =>
    `${creationTimestamp} ${name}.${namespace}`;
  return key(a).localeCompare(key(b), 'en');
}

export function leavingOut(object: Reference, field: string, en: string, ko: string): Step {
  return { object, field, did: { en, ko } };
}
