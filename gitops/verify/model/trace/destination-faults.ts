import { keyOf, type Reference } from '../reference.ts';
import { remembered, type View } from '../../see/view.ts';
import { allDestinations, type Destination } from './destinations.ts';
import { virtualHostsOf } from './entered-hosts.ts';
import type { Branch, Step } from './outcome.ts';
import { proxiesMeantFor, type Proxy } from './proxies.ts';
import { clusterOf, upstreamsOf } from './upstream.ts';

/** Something that keeps requests from a destination, perhaps behind something else. */
export interface DestinationFault extends Pick<Branch, 'outcome' | 'steps'> {
  readonly destination: Destination;
  readonly hosts: readonly string[];
  readonly decision: Step & { readonly object: Reference };
}

/** Why gateways do not know the destinations of judged hosts, whichever requests their rules take. */
export const unknownDestinations = remembered('unknown destinations', (view) => faultsOf(view, clusterOf));

/** What keeps requests from these destinations, whether the gateways know them or not. */
export const destinationFaults = remembered('destination faults', (view) => faultsOf(view, upstreamsOf));

/** Each once. */
function faultsOf(view: View, follow: typeof upstreamsOf): readonly DestinationFault[] {
  const all = new Map<string, DestinationFault>();
  for (const { hosts, ...destination } of allDestinations(view))
    for (const name of hosts)
      for (const { proxy, port } of placesOf(view, name, destination))
        for (const upstream of follow(view, proxy, destination.rule, destination.to, port)) {
          const decision = upstream.steps.at(-1);
          if (!('outcome' in upstream) || !decision?.object) continue;
          const key = `${keyOf(decision.object)} ${decision.field ?? ''} ${decision.did.en}`;
          const before = all.get(key)?.hosts ?? [];
          all.set(key, {
            ...{ ...upstream, destination, hosts: [...new Set([...before, name])] },
            decision: { ...decision, object: decision.object },
          });
        }
  return [...all.values()];
}

/** The gateways at which requests for a host reach a rule, and the ports of their servers; else where they are meant to. */
function placesOf(
  view: View,
  name: string,
  { rule }: Destination,
): readonly { readonly proxy: Proxy; readonly port?: number }[] {
  const reached = virtualHostsOf(view, name).filter(({ virtualHost }) =>
    virtualHost.rules.some(({ object, field }) => keyOf(object) === keyOf(rule.object) && field === rule.field),
  );
  if (reached.length > 0) return reached;
  const proxies = proxiesMeantFor(view, name);
  const nobody: Proxy = { pods: [], namespace: rule.namespace, labels: {}, services: [] };
  return (proxies.length > 0 ? proxies : [nobody]).map((proxy) => ({ proxy }));
}
