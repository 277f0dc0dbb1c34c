import { byAge } from '../../see/objects/kubernetes-object.ts';
import { admits, covers, exactness } from '../host-patterns.ts';
import { keyOf, referenceTo, type Reference } from '../reference.ts';
import { gatewaysOf, ingressesForHost, virtualServicesForHost } from '../relations.ts';
import type { HttpMatch, VirtualService } from '../../see/objects/istio.ts';
import { hasLabels } from '../../see/demand.ts';
import type { View } from '../../see/view.ts';
import { delegated } from './delegates.ts';
import { gatewayOfIngress, leavingOut, type PlacedServer } from './placed-server.ts';
import { sourcesAt } from './gateway-api/sources.ts';
import { isOfIstio, rulesOfIngresses } from './ingress-config.ts';
import { meshSettings } from './mesh-settings.ts';
import type { Step } from './outcome.ts';
import { proxyText, type Proxy } from './proxies.ts';
import type { Rule } from './rule.ts';
import { isCatchAll } from './rule-match.ts';
import { unseenBy } from './unseen.ts';
import { isExportedTo } from './visibility.ts';

/** What a proxy knows of a name on a port. */
export interface VirtualHost {
  /** The host that fits the name best: `shop.example.com`, `*.example.com`, `*`. */
  readonly pattern: string;
  /** In the order in which Envoy tries them. */
  readonly rules: readonly Rule[];
  /** Whose rules they are; delegates count as the one that names them. */
  readonly virtualServices: readonly VirtualService[];
  /** The `httpsRedirect` that sends every request to https before any rule. */
  readonly redirect?: { readonly object: Reference; readonly field: string };
}

/** The virtual host for a name, and the VirtualServices that name a Gateway of it in vain. */
interface VirtualHostSearch {
  readonly virtualHost?: VirtualHost;
  readonly leftOut: readonly Step[];
}

/** One source of rules: a VirtualService, or all Ingresses or HTTPRoutes of a host together. */
interface Source {
  readonly hosts: readonly string[];
  /** Of the object, which a server may be restricted to. */
  readonly namespace: string;
  readonly virtualService?: VirtualService;
  rulesFor(gateway: string, port: number): readonly Rule[];
}

/** What is gathered for a host. */
interface Entry {
  readonly rules: Rule[];
  readonly virtualServices: VirtualService[];
  readonly redirect?: VirtualHost['redirect'];
}

/**
 * The virtual host that takes a name, as istiod builds them of servers that share one table: the hosts of each pair of
 * server and VirtualService meet in the more exact one, several VirtualServices for one host follow each other by age,
 * and rules for everything come last (istio: pilot/pkg/networking/core/gateway.go, buildGatewayHTTPRouteConfig).
 */
export function virtualHostFor(
  view: View,
  proxy: Proxy,
  servers: readonly PlacedServer[],
  name: string,
): VirtualHostSearch {
  const leftOut: Step[] = [];
  const table = new Map<string, Entry>();
  const made = new Map<string, readonly Rule[]>();
  for (const placed of servers) {
    const { server, gateway, hosts, object, field } = placed;
    const redirect = server.tls?.httpsRedirect ? { object, field: `${field}.tls.httpsRedirect` } : undefined;
    for (const [index, source] of sourcesFor(view, proxy, placed, name, leftOut).entries()) {
      const open = hostsFor(hosts, source.namespace);
      const met = meetings(open, source.hosts).filter((pattern) => admits(pattern, name));
      // istiod makes the rules once for all servers of a Gateway, with the port of the first.
      const key = `${gateway} ${index}`;
      const rules = made.get(key) ?? source.rulesFor(gateway, server.port.number);
      if (met.length === 0 || rules.length === 0) continue;
      made.set(key, rules);
      for (const pattern of met) {
        const entry = table.get(pattern) ?? { rules: [], virtualServices: [] };
        entry.rules.push(...rules);
        if (source.virtualService) entry.virtualServices.push(source.virtualService);
        table.set(pattern, redirect ? { ...entry, redirect } : entry);
      }
    }
    // A server that redirects answers for its own hosts, with or without rules.
    if (redirect)
      for (const pattern of hosts.filter((each) => admits(each, name)))
        table.set(pattern.toLowerCase(), {
          ...(table.get(pattern.toLowerCase()) ?? { rules: [], virtualServices: [] }),
          redirect,
        });
  }
  const [best] = [...table.keys()].sort((a, b) => exactness(b) - exactness(a));
  const found = best === undefined ? undefined : table.get(best);
  if (best === undefined || !found) return { leftOut };
  const last = found.rules.filter(isCatchAll);
  const rules = [...found.rules.filter((rule) => !last.includes(rule)), ...last];
  const virtualServices = [...new Set(found.virtualServices)];
  return {
    leftOut,
    virtualHost: { pattern: best, rules, virtualServices, ...(found.redirect ? { redirect: found.redirect } : {}) },
  };
}

/** The hosts of a server, each `host` or `namespace/host`, that objects of a namespace may use. */
export function hostsFor(hosts: readonly string[], namespace: string): readonly string[] {
  return hosts.flatMap((host) => {
    const [first = '', rest] = host.split('/');
    return rest === undefined ? [first] : first === namespace ? [rest] : [];
  });
}

/** The more exact one of each two hosts that overlap: istiod compares letters with their case, Envoy without. */
function meetings(some: readonly string[], others: readonly string[]): readonly string[] {
  const met = some.flatMap((one) =>
    others.flatMap((other) => (covers(one, other) ? [other] : covers(other, one) ? [one] : [])),
  );
  return [...new Set(met.map((each) => each.toLowerCase()))];
}

/** What names a Gateway and may have rules for a name: its Ingresses, HTTPRoutes or, seen by the proxy, VirtualServices by age. */
function sourcesFor(
  view: View,
  proxy: Proxy,
  { gateway, listener }: PlacedServer,
  name: string,
  leftOut: Step[],
): readonly Source[] {
  if (listener)
    return sourcesAt(view, proxy, listener, name, leftOut).map(({ host, rules, namespace }) => ({
      ...{ hosts: [host], namespace, rulesFor: () => upToCatchAll(rules) },
    }));
  const ofIngress = ingressSources(view, gateway, name);
  const bound = view.list(virtualServicesForHost(name)).filter((each) => gatewaysOf(each).includes(gateway));
  return [
    ...ofIngress,
    ...visibleTo(view, proxy, bound, leftOut).map((virtualService) => ({
      virtualService,
      hosts: virtualService.spec.hosts ?? [],
      namespace: virtualService.metadata.namespace ?? '',
      rulesFor: (of: string, port: number) => rulesOf(view, virtualService, of, port, proxy),
    })),
  ];
}

/** The VirtualServices that a proxy sees, in the order in which istiod takes them. @param leftOut is given the others */
export function visibleTo(
  view: View,
  proxy: Proxy,
  all: readonly VirtualService[],
  leftOut: Step[],
): readonly VirtualService[] {
  const visible = [...all].sort(byAge).filter((each) => {
    const hidden = hiddenFrom(view, each, proxy);
    const key = keyOf(referenceTo('VirtualService', each));
    // Each server of a Gateway comes by here.
    if (hidden && !leftOut.some(({ object }) => object && keyOf(object) === key)) leftOut.push(hidden);
    return hidden === undefined;
  });
  // Those for the proxy's own namespace alone come first, then those for it and others, then those for all.
  const nearness = (each: VirtualService) => {
    if (isExportedTo(exportOf(view, each, proxy), '*')) return 2;
    return each.metadata.namespace === proxy.namespace ? 0 : 1;
  };
  return visible.sort((a, b) => nearness(a) - nearness(b));
}

/** Why a proxy does not see a VirtualService. */
function hiddenFrom(view: View, virtualService: VirtualService, proxy: Proxy): Step | undefined {
  const unseen = unseenBy(view, 'VirtualService', virtualService, proxy);
  if (unseen) return unseen;
  if (isExportedTo(exportOf(view, virtualService, proxy), proxy.namespace)) return undefined;
  return leavingOut(
    ...[referenceTo('VirtualService', virtualService), 'spec.exportTo'],
    `it is not exported to namespace ${proxy.namespace}, where ${proxyText(proxy).en} runs`,
    `${proxyText(proxy).ko}가 있는 ${proxy.namespace} 네임스페이스에는 공개되지 않았습니다`,
  );
}

function exportOf(view: View, { spec, metadata }: VirtualService, { pods }: Proxy): Parameters<typeof isExportedTo>[0] {
  const byDefault = meshSettings(view, pods[0]).defaultVirtualServiceExportTo;
  return { exportTo: spec.exportTo, byDefault, namespace: metadata.namespace };
}

/** The rules of a VirtualService at a port of a Gateway or the mesh, up to the first that takes everything. */
export function rulesOf(
  view: View,
  virtualService: VirtualService,
  gateway: string,
  port: number,
  proxy: Proxy,
): readonly Rule[] {
  const { namespace = '' } = virtualService.metadata;
  const all: Rule[] = [];
  for (const { http, object, field, namespace: place } of delegated(view, virtualService)) {
    const rule = { http, object, field, namespace: place };
    if ((http.match ?? []).length === 0) return [...all, rule];
    for (const [index, match] of (http.match ?? []).entries()) {
      if (!isFor(match, gateway, port, namespace, proxy)) continue;
      const matched = { ...rule, match, matchField: `${field}.match[${index}]` };
      all.push(matched);
      if (isCatchAll(matched)) return all;
    }
  }
  return all;
}

function upToCatchAll(rules: readonly Rule[]): readonly Rule[] {
  const last = rules.findIndex(isCatchAll);
  return last < 0 ? rules : rules.slice(0, last + 1);
}

/** Whether a match is for a port of a Gateway. Labels and a namespace of callers are the gateway's own (sourceMatchHTTP). */
function isFor(match: HttpMatch, gateway: string, port: number, namespace: string, proxy: Proxy): boolean {
  const { gateways = [], sourceLabels = {}, sourceNamespace } = match;
  if (match.port !== undefined && match.port !== port) return false;
  if (gateways.length === 0)
    return hasLabels(proxy.labels, sourceLabels) && [undefined, '', proxy.namespace].includes(sourceNamespace);
  return gatewaysOf({ metadata: { name: '', namespace }, spec: { gateways } }).includes(gateway);
}

/** The rules of all Ingresses of a host, which istiod binds to the Gateway of the oldest. */
function ingressSources(view: View, gateway: string, name: string): readonly Source[] {
  const ingresses = view.list(ingressesForHost(name)).filter((each) => isOfIstio(view, each));
  const hosts = new Set(
    ingresses.flatMap(({ spec }) => (spec.rules ?? []).map(({ host }) => (host || '*').toLowerCase())),
  );
  return [...hosts].flatMap((host): readonly Source[] => {
    const [oldest] = ingresses
      .filter(({ spec }) => spec.rules?.some((rule) => (rule.host || '*').toLowerCase() === host && rule.http))
      .sort(byAge);
    if (!oldest || gatewayOfIngress(oldest.metadata) !== gateway) return [];
    const rulesFor = () =>
      rulesOfIngresses(view, ingresses, host).map((rule): Rule => {
        const match = rule.http.match?.[0];
        return { ...rule, ...(match ? { match, matchField: rule.field } : {}) };
      });
    return [{ hosts: [host], namespace: oldest.metadata.namespace ?? '', rulesFor }];
  });
}
