import { bringerOf, type Plan } from './plan.ts';
import { installerOf, ownerOf, place, versionOf, type Finding, type Sight, type Workload } from './sight.ts';

interface AddOn {
  readonly name: string;
  /** The chart that our Application takes. */
  readonly chart: string;
  readonly seenIn: (sight: Sight) => readonly Workload[];
  /** The part of gitops/apps/add-ons that leaves it out. */
  readonly without: string;
  /** What else is to be done where the cluster's own is used. */
  readonly then: string;
}

const CERT_MANAGER: AddOn = {
  ...{ name: 'cert-manager', chart: 'cert-manager', seenIn: ({ certManager }) => certManager },
  ...{ without: 'without-cert-manager', then: '' },
};
const ISTIO: AddOn = {
  ...{ name: 'Istio', chart: 'istiod', seenIn: ({ istiod }) => istiod, without: 'without-istio' },
  then: ' Then check gatewayNamespace, gatewayLabel and gatewayServiceAccount in the facts.',
};

/** Add-ons that are there already and not from here, or are neither there nor brought. */
export function addOns(sight: Sight, plan: Plan): readonly Finding[] {
  return [...about(CERT_MANAGER, ISTIO, sight, plan), ...about(ISTIO, CERT_MANAGER, sight, plan)];
}

function about(addOn: AddOn, other: AddOn, sight: Sight, plan: Plan): readonly Finding[] {
  const { name, chart, seenIn, without, then } = addOn;
  const file = `gitops/apps/${plan.facts.environment}/kustomization.yaml`;
  const ours = bringerOf(plan, chart)?.metadata.name;
  const there = seenIn(sight);
  if (ours === undefined) {
    if (there.length > 0) return [];
    const line = bringerOf(plan, other.chart)
      ? `Take the line \`- ../add-ons/${without}\` out of ${file}`
      : `Add the line \`- ../add-ons\` to the resources of ${file}` +
        (other.seenIn(sight).length > 0
          ? `, and \`- ../add-ons/${other.without}\` as the first of its components`
          : '');
    return [
      {
        level: 'obstacle',
        seen: `${name} is not there, and ${file} does not bring it`,
        next: `${line}, commit and push; or install ${name} first.`,
      },
    ];
  }
  const isForeign = (workload: Workload, application: string | undefined) =>
    ownerOf(workload, sight.applications) !== application;
  const isOtherForeign = other
    .seenIn(sight)
    .some((workload) => isForeign(workload, bringerOf(plan, other.chart)?.metadata.name));
  const line =
    isOtherForeign || !bringerOf(plan, other.chart)
      ? `Take the line \`- ../add-ons\` out of the resources of ${file}`
      : `Add the line \`- ../add-ons/${without}\` as the first of the components of ${file}`;
  return there
    .filter((workload) => isForeign(workload, ours))
    .map((workload) => ({
      level: 'obstacle',
      seen:
        `${name} ${versionOf(workload)} is there: ${place(workload)}, installed ` +
        `${installerOf(workload, sight.applications)}; ${ours} would install a second one over it`,
      next: `${line}, commit and push.${then}`,
    }));
}
