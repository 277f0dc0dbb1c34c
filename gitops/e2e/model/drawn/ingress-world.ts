import { NAMESPACE } from '../../trace/ground.ts';
import { ingressOf } from './ingresses.ts';
import { policyOf } from './policies.ts';
import { requestsOf } from './requests.ts';
import { destinationRuleOf, serviceOf } from './services.ts';
import { some, type Pen } from './pen.ts';
import type { Drawn } from './random-world.ts';

/** One Ingress or two of a class that Istio serves, mostly. */
export function ingressWorld(pen: Pen): Drawn {
  const { name, chance, draw } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index, NAMESPACE));
  const isForAll = chance(0.06);
  const all = [
    ingressOf(pen, `${name}-a`, services, isForAll),
    ...(chance(0.3) ? [ingressOf(pen, `${name}-b`, services, isForAll && chance(0.5))] : []),
  ];
  const older = all.filter(() => chance(0.4));
  const younger = all.filter((each) => !older.includes(each));
  const rules = chance(0.2) ? [destinationRuleOf(pen, draw.of(services))] : [];
  const policies = chance(0.15) ? [policyOf(pen)] : [];
  return {
    name,
    ...(isForAll ? { isForAll } : {}),
    older,
    manifests: [...younger, ...services, ...rules, ...policies],
    requests: requestsOf(pen),
  };
}
