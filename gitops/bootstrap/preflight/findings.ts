import type { Plan } from './plan.ts';
import type { Finding, Sight } from './sight.ts';
import { addOns } from './add-ons.ts';
import { argoCd } from './argo-cd.ts';
import { kubernetes, loadBalancer, refusals, rights } from './cluster.ts';
import { builds, deployable, extensionId } from './environment.ts';
import { gateway } from './gateway.ts';
import { hostName } from './host-name.ts';
import { ingressClass, issuer, leftOvers, takenObjects } from './objects.ts';

export type Check = (sight: Sight, plan: Plan) => readonly Finding[];

/** What is looked at before anything is written, in the order in which it is told. */
const CHECKS: readonly Check[] = [
  deployable,
  builds,
  extensionId,
  rights,
  kubernetes,
  leftOvers,
  argoCd,
  addOns,
  gateway,
  ingressClass,
  issuer,
  takenObjects,
  refusals,
  loadBalancer,
  hostName,
];

/** Everything that a user should know before deploying, obstacles first. */
export function findAll(sight: Sight, plan: Plan): readonly Finding[] {
  const all = CHECKS.flatMap((check) => check(sight, plan));
  return ['obstacle', 'notice'].flatMap((level) => all.filter((each) => each.level === level));
}
