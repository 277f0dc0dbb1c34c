import { exactness, mostExact, overlaps, withoutNamespace } from '../host-patterns.ts';
import { referenceTo } from '../reference.ts';
import { gatewaysOf, virtualServicesOfGateway } from '../relations.ts';
import type { Server, StreamMatch, VirtualService } from '../../see/objects/istio.ts';
import type { View } from '../../see/view.ts';
import { otherRouteAt } from './gateway-api/other-routes.ts';
import { speaksHttp, speaksTls } from './gateways.ts';
import { serverField, type PlacedServer } from './placed-server.ts';
import type { Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { Rule } from './rule.ts';
import { visibleTo } from './virtual-hosts.ts';

/** Which connections to a port a proxy takes for a server, and what it does with them. */
export interface FilterChain {
  /** Names that callers send by SNI, in small letters; `*` stands for any connection, one without TLS too. */
  readonly patterns: readonly string[];
  readonly placed: PlacedServer;
  /**
   * HTTP without TLS, and after TLS; a stream that a `tcp` route takes, without TLS or after it; TLS that a `tls` route
   * passes on; what routes of the Gateway API may take.
   */
  readonly does: 'HTTP' | 'HTTPS' | 'TCP' | 'TLS' | 'PASSTHROUGH' | 'another protocol';
  /** Of a stream. */
  readonly rule?: Rule;
}

/**
 * The filter chains of a port, as istiod makes them: one for all servers of plain HTTP, one for each that terminates
 * HTTPS, and for others those of their routes (istio: pilot/pkg/networking/core/gateway.go, buildGatewayTCPBasedFilterChains).
 */
export function filterChainsOf(view: View, proxy: Proxy, servers: readonly PlacedServer[]): readonly FilterChain[] {
  const passed = new Set<string>();
  const plain = servers.find(({ server }) => speaksHttp(server));
  const chains = servers.flatMap((placed): readonly FilterChain[] => {
    const { server, hosts, listener } = placed;
    if (speaksHttp(server)) return [];
    const patterns = [...new Set(hosts.map((each) => withoutNamespace(each).toLowerCase()))];
    const mode = speaksTls(server) ? server.tls?.mode : undefined;
    if (endsHttps(server)) return [{ patterns, placed, does: 'HTTPS' }];
    if (listener && !otherRouteAt(view, listener)) return [];
    if (listener || mode === 'AUTO_PASSTHROUGH') return [{ patterns, placed, does: 'another protocol' }];
    if (mode === 'PASSTHROUGH')
      return tlsRoutesOf(view, proxy, placed).flatMap(({ sniHosts, rule }) => {
        const names = sniHosts.map((each) => each.toLowerCase());
        // istiod leaves out what would have a name for the second time.
        if (names.some((each) => passed.has(each))) return [];
        for (const each of names) passed.add(each);
        return [{ patterns: names, placed, does: 'PASSTHROUGH', rule }];
      });
    const rule = tcpRouteOf(view, proxy, placed);
    if (!rule) return [];
    return server.tls ? [{ patterns, placed, does: 'TLS', rule }] : [{ patterns: ['*'], placed, does: 'TCP', rule }];
  });
  return [...(plain ? [{ patterns: ['*'], placed: plain, does: 'HTTP' } as const] : []), ...chains];
}

/** Whether a server terminates TLS for rules of HTTP. */
function endsHttps({ port, tls }: Server): boolean {
  return port.protocol.toUpperCase() === 'HTTPS' && tls?.mode !== 'PASSTHROUGH';
}

/** Whether a server is for `tcp` and `tls` routes, and not for rules of HTTP. */
export function isForStreams(server: Server): boolean {
  return !speaksHttp(server) && !endsHttps(server);
}

/** The chain that takes a connection: the one with the most exact name. @param name sent by SNI; empty where none is */
export function chainFor(chains: readonly FilterChain[], name: string): FilterChain | undefined {
  const found = chains.flatMap((chain) => {
    const pattern = mostExact(chain.patterns, name);
    return pattern === undefined ? [] : [{ chain, pattern }];
  });
  return found.sort((a, b) => exactness(b.pattern) - exactness(a.pattern))[0]?.chain;
}

/** Why Envoy takes nothing of a port: two chains have one name. */
export function refusalOf(chains: readonly FilterChain[]): Step | undefined {
  const taken = new Set<string>();
  for (const { placed, patterns, does } of chains) {
    const twice = patterns.find((each) => taken.has(each));
    if (twice !== undefined)
      return {
        ...{ object: placed.object, field: serverField(placed, does === 'PASSTHROUGH' ? 'tls.mode' : 'hosts') },
        did: {
          en: `another server has ${twice} on this port too, in a form that istiod does not take for the same, so it keeps both and Envoy refuses all that is new on the port`,
          ko: `이 포트의 다른 서버도 ${twice} 호스트를 받는데, istiod는 같은 호스트로 보지 않아 둘 다 보내고 Envoy는 이 포트의 변경을 모두 거부합니다`,
        },
      };
    for (const each of patterns) taken.add(each);
  }
  return undefined;
}

/** The `tls` routes for a server, each with the names of one match. */
function tlsRoutesOf(
  view: View,
  proxy: Proxy,
  placed: PlacedServer,
): readonly { readonly sniHosts: readonly string[]; readonly rule: Rule }[] {
  return boundTo(view, proxy, placed).flatMap((virtualService) =>
    (virtualService.spec.tls ?? []).flatMap(({ match = [], route = [] }, index) =>
      match
        .filter((each) => route.length > 0 && isFor(each, placed, virtualService))
        .map(({ sniHosts = [] }) => ({
          sniHosts,
          rule: { ...streamOf(virtualService, `spec.tls[${index}]`), http: { route } },
        })),
    ),
  );
}

/** The first `tcp` route for a server. */
function tcpRouteOf(view: View, proxy: Proxy, placed: PlacedServer): Rule | undefined {
  for (const virtualService of boundTo(view, proxy, placed))
    for (const [index, { match = [], route = [] }] of (virtualService.spec.tcp ?? []).entries())
      if (route.length > 0 && (match.length === 0 || match.some((each) => isFor(each, placed, virtualService))))
        return { ...streamOf(virtualService, `spec.tcp[${index}]`), http: { route } };
  return undefined;
}

function streamOf(virtualService: VirtualService, field: string): Pick<Rule, 'object' | 'field' | 'namespace'> {
  const { namespace = '' } = virtualService.metadata;
  return { object: referenceTo('VirtualService', virtualService), field, namespace };
}

/** The VirtualServices with a host of a server that name its Gateway, in the order in which istiod takes them. */
function boundTo(view: View, proxy: Proxy, { gateway, hosts }: PlacedServer): readonly VirtualService[] {
  const [namespace = '', name = ''] = gateway.split('/');
  const all = view.list(virtualServicesOfGateway({ metadata: { namespace, name } }));
  const bound = all.filter(({ spec, metadata }) =>
    hosts.some((host) => {
      const [place = '', rest] = host.split('/');
      if (rest !== undefined && place !== metadata.namespace) return false;
      return (spec.hosts ?? []).some((each) => overlaps(rest ?? place, each));
    }),
  );
  return visibleTo(view, proxy, bound, []);
}

function isFor(
  { port, gateways = [] }: StreamMatch,
  { server, gateway }: PlacedServer,
  { metadata }: VirtualService,
): boolean {
  const named = gateways.length === 0 || gatewaysOf({ metadata, spec: { gateways } }).includes(gateway);
  return named && (port === undefined || port === server.port.number);
}
