import { hostsOf } from './hosts.ts';
import { delegated } from './delegates.ts';
import { rulesOfHttpRoute } from './gateway-api/http-rules.ts';
import { httpRoutesOf, intendedRoutesOf, isOfSolver } from './routes.ts';
import { keyOf } from '../reference.ts';
import type { ObjectName } from '../../see/scope.ts';
import { remembered, type View } from '../../see/view.ts';
import { sharedDestinations, type SharedDestination } from './rule-action.ts';
import type { Rule } from './rule.ts';

/** What a rule sends requests for a host to. */
export interface Destination {
  readonly rule: Rule;
  readonly to: SharedDestination;
  /** The Service of the cluster that it stands for, whether that exists or not. */
  readonly service: ObjectName | undefined;
}

/** Where the routes of a host lead to, or are meant to. */
export const destinationsOf = remembered('destinations', (view, host: string): readonly Destination[] => [
  ...intendedRoutesOf(view, host)
    .flatMap((virtualService) => delegated(view, virtualService))
    .flatMap((rule: Rule) => sharedDestinations(rule).map((to) => placed(rule, to))),
  ...httpRoutesOf(view, host)
    .filter((route) => !isOfSolver(route))
    .flatMap((route) => rulesOfHttpRoute(view, route).rules)
    .flatMap((rule) => sharedDestinations(rule).map((to) => placed(rule, to))),
]);

/** The Services of the cluster that they stand for, each once, whether they exist or not. */
export function servicesOfHost(view: View, host: string): readonly ObjectName[] {
  const all = destinationsOf(view, host).flatMap(({ service }) => service ?? []);
  return [...new Map(all.map((each) => [`${each.namespace}/${each.name}`, each])).values()];
}

function placed(rule: Rule, to: SharedDestination): Destination {
  return { rule, to, service: serviceOf(to.destination.host, rule.namespace) };
}

/** {@link destinationsOf} all judged hosts, each once, with the hosts that it is for. */
export const allDestinations = remembered('all destinations', (view) => {
  const all = new Map<string, Destination & { readonly hosts: readonly string[] }>();
  for (const name of hostsOf(view))
    for (const destination of destinationsOf(view, name)) {
      const key = `${keyOf(destination.rule.object)} ${destination.to.field}`;
      all.set(key, { ...destination, hosts: [...(all.get(key)?.hosts ?? []), name] });
    }
  return [...all.values()];
});

/**
 * The Service that a destination's host stands for. Istio completes only a name without a dot, by the namespace of the
 * route: `web.shop` and `web.shop.svc` lead nowhere (measured: 503).
 */
export function serviceOf(destinationHost: string, namespace: string): ObjectName | undefined {
  const [name = '', second, third, ...domain] = destinationHost.replace(/\.$/, '').split('.');
  if (second === undefined) return name === '*' || name === '' ? undefined : { namespace, name };
  const isOfCluster = third === 'svc' && domain.length > 0 && domain.join('.') !== 'clusterset.local';
  return isOfCluster ? { namespace: second, name } : undefined;
}

/** The Service that was meant by `name.namespace` or `name.namespace.svc`. */
export function serviceMeant(destinationHost: string): ObjectName | undefined {
  const [, name, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc)?\.?$/.exec(destinationHost) ?? [];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}
