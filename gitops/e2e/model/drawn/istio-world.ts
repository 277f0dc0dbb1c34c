import { gatewayOf } from './gateways.ts';
import { peersOf, policyOf, ROOT, widePolicyOf } from './policies.ts';
import { requestsOf } from './requests.ts';
import { routesOf } from './routes.ts';
import { destinationRuleOf, entryOf, serviceOf } from './services.ts';
import { range, some, type Pen } from './pen.ts';
import { withStreams } from './streams.ts';
import type { Drawn } from './random-world.ts';

/** Gateways and VirtualServices, and what they lead to. */
export function istioWorld(pen: Pen): Drawn {
  const { name, draw, chance, isAlone } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index));
  const letters = ['a', ...(chance(isAlone ? 0.4 : 0.2) ? ['b'] : []), ...(isAlone && chance(0.1) ? ['c'] : [])];
  const gateways = letters.map((letter) => gatewayOf(pen, `${name}-${letter}`, letters.length === 1));
  const entries = chance(0.38) ? [entryOf(pen)] : [];
  const routed = [
    ...routesOf(pen, `${name}-r`, gateways, services, entries.length > 0),
    ...(chance(0.25) ? routesOf(pen, `${name}-s`, gateways, services, entries.length > 0) : []),
  ];
  const { routes, more } = isAlone ? withStreams(pen, routed) : { routes: routed, more: [] };
  const rules = chance(0.4) ? [destinationRuleOf(pen, draw.of(services))] : [];
  const all = [...gateways, ...routes];
  const older = all.filter(() => chance(0.4));
  const rest = [
    ...services,
    ...rules,
    ...(isAlone ? wide(pen) : chance(0.2) ? [policyOf(pen)] : []),
    ...entries,
    ...more,
  ];
  return {
    ...{ name, older },
    ...(rest.some(({ metadata }) => metadata.namespace === ROOT) && isAlone ? { isForAll: true } : {}),
    manifests: [...all.filter((each) => !older.includes(each)), ...rest],
    requests: requestsOf(pen),
  };
}

/** Policies of the gateway and of the Pods beside it. */
function wide(pen: Pen): Drawn['manifests'] {
  const { name, chance } = pen;
  const policies = chance(0.3) ? range(chance(0.3) ? 2 : 1).map((index) => widePolicyOf(pen, `${name}-p${index}`)) : [];
  return [...policies, ...(chance(0.3) ? [peersOf(pen, `${name}-m`)] : [])];
}
