import { gatewayOf, policyOf } from './drawn-gateways.ts';
import { requestsOf } from './drawn-requests.ts';
import { routesOf } from './drawn-routes.ts';
import { destinationRuleOf, entryOf, serviceOf } from './drawn-services.ts';
import { some, type Pen } from './pen.ts';
import type { Drawn } from './random-world.ts';

/** Gateways and VirtualServices, and what they lead to. */
export function istioWorld(pen: Pen): Drawn {
  const { name, draw, chance } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index));
  const gateways = [gatewayOf(pen, `${name}-a`), ...(chance(0.2) ? [gatewayOf(pen, `${name}-b`)] : [])];
  const routes = [
    ...routesOf(pen, `${name}-r`, gateways, services),
    ...(chance(0.25) ? routesOf(pen, `${name}-s`, gateways, services) : []),
  ];
  const rules = chance(0.3) ? [destinationRuleOf(pen, draw.of(services))] : [];
  const policies = chance(0.2) ? [policyOf(pen)] : [];
  const entries = chance(0.1) ? [entryOf(pen)] : [];
  const all = [...gateways, ...routes];
  const older = all.filter(() => chance(0.4));
  return {
    ...{ name, older },
    manifests: [...all.filter((each) => !older.includes(each)), ...services, ...rules, ...policies, ...entries],
    requests: requestsOf(pen),
  };
}
