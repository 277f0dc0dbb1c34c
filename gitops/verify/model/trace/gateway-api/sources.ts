import type { HttpRouteObject } from '../../../see/objects/gateway-api.ts';
import type { View } from '../../../see/view.ts';
import { admits, overlaps } from '../../host-patterns.ts';
import { keyOf, referenceTo } from '../../reference.ts';
import { httpRoutesForHost, routesOfParent } from '../../relations.ts';
import type { Step } from '../outcome.ts';
import type { Proxy } from '../proxies.ts';
import type { Refusal, Rule } from '../rule.ts';
import { bindingsOf } from './bindings.ts';
import { inOrder, rulesOfHttpRoute } from './http-rules.ts';
import { listenersOf, type ApiListener } from './listeners.ts';

/** The rules for a host at a listener, of all HTTPRoutes together, as istiod merges them (route_collections.go). */
export interface ApiSource {
  readonly host: string;
  readonly rules: readonly Rule[];
  /** Of the oldest route. */
  readonly namespace: string;
}

/** What the HTTPRoutes of a listener have for a name. @param leftOut is given why others have no effect */
export function sourcesAt(
  view: View,
  { namespace }: Proxy,
  listener: ApiListener,
  name: string,
  leftOut: Step[],
): readonly ApiSource[] {
  const groups = new Map<string, HttpRouteObject[]>();
  for (const route of routesAt(view, listener)) {
    const hosts = (route.spec.hostnames ?? ['*']).filter((host) => admits(host, name));
    if (hosts.length === 0) continue;
    const refusal = refusalAt(view, route, listener);
    if (refusal) {
      if (route.spec.hostnames && !leftOut.some(({ did }) => did === refusal.did)) leftOut.push(refusal);
      continue;
    }
    for (const host of hosts.filter((each) => !isOfAnother(view, listener, each)))
      groups.set(host, [...(groups.get(host) ?? []), route]);
  }
  const sources = [...groups].map(([host, routes]) => {
    const [oldest] = routes.sort(byAge);
    const rules = inOrder(routes.flatMap((route) => rulesOfHttpRoute(view, route).rules));
    return { host, rules, namespace: oldest?.metadata.namespace ?? '' };
  });
  // Those of the gateway's own namespace come first.
  return sources.sort((a, b) => Number(b.namespace === namespace) - Number(a.namespace === namespace));
}

/** Why the HTTPRoutes that name a host are bound to no listener. */
export function unboundFor(view: View, host: string): readonly Refusal[] {
  return view
    .list(httpRoutesForHost(host))
    .flatMap((route) => bindingsOf(view, route).flatMap(({ refusal }) => refusal ?? []));
}

/** The routes that name the Gateway or ListenerSet of a listener as their parent. */
function routesAt(view: View, { object }: ApiListener): readonly HttpRouteObject[] {
  return view.list(routesOfParent('HTTPRoute', object));
}

/** Why a route has no rules at a listener; undefined where it has some. */
function refusalAt(view: View, route: HttpRouteObject, listener: ApiListener): Refusal | undefined {
  const bindings = bindingsOf(view, route);
  if (bindings.some(({ listeners }) => listeners.some(({ name }) => name === listener.name)))
    return rulesOfHttpRoute(view, route).refusal;
  const refused = bindings.find(({ refusal }) => refusal)?.refusal;
  const [binding] = bindings;
  return (
    refused ?? {
      ...{ object: referenceTo('HTTPRoute', route), field: binding?.field ?? 'spec.parentRefs' },
      did: {
        en: `it is not bound to the listener ${listener.listener.name}`,
        ko: `이 라우트는 리스너 ${listener.listener.name}에 연결되지 않았습니다`,
      },
    }
  );
}

/** Whether a host is for another listener of the same port that fits it better (conversion.go, hostnameAllowedByIsolation). */
function isOfAnother(view: View, { gateway, object, name, port, listener }: ApiListener, host: string): boolean {
  const { hostname: own = '', protocol } = listener;
  if (own !== '' && !own.startsWith('*')) return false;
  if (own !== '' && !overlaps(host, own)) return true;
  return listenersOf(view, gateway).some(
    (other) =>
      other.name !== name &&
      other.isParent &&
      keyOf(other.object) === keyOf(object) &&
      other.port === port &&
      other.listener.protocol === protocol &&
      (other.listener.hostname ?? '').length >= own.length &&
      isWithin(host, other.listener.hostname ?? ''),
  );
}

/** Whether every name that a pattern matches is one of another. */
function isWithin(pattern: string, of: string): boolean {
  if (!of.startsWith('*')) return pattern === of;
  return pattern.replace(/^\*/, '').endsWith(of.slice(1));
}

/** Order of creation, then of namespace and name. */
function byAge({ metadata: a }: HttpRouteObject, { metadata: b }: HttpRouteObject): number {
  const key = ({ creationTimestamp = '', namespace = '', name }: typeof a) =>
    `${creationTimestamp} ${namespace} ${name}`;
  return key(a).localeCompare(key(b), 'en');
}
