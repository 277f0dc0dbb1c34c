import { factsFile } from '../../facts.ts';
import { bringerOf, type Plan } from './plan.ts';
import { place, type Finding, type Sight, type Workload } from './sight.ts';

/** A gateway of the cluster's own that is not the one that the facts name. */
export function gateway({ gateways, istiod }: Sight, plan: Plan): readonly Finding[] {
  const { environment, gatewayLabel, gatewayNamespace, gatewayServiceAccount } = plan.facts;
  // Without Istio there is nothing to compare, and the chart of ours brings what the facts say.
  if (bringerOf(plan, 'gateway') || istiod.length === 0) return [];
  const file = factsFile(environment);
  const fits = (workload: Workload) =>
    workload.metadata.namespace === gatewayNamespace && labelOf(workload) === gatewayLabel;
  const [ours] = gateways.filter(fits);
  if (!ours)
    return [
      {
        level: 'obstacle',
        seen: `${file}: no gateway has the label istio=${gatewayLabel} in the namespace ${gatewayNamespace}`,
        next:
          gateways.length === 0
            ? 'Install Istio’s chart gateway, and state its namespace, label and service account in the facts.'
            : `State one of these in the facts: ${gateways.map(describe).join('; ')}.`,
      },
    ];
  if (serviceAccountOf(ours) === gatewayServiceAccount) return [];
  return [
    {
      level: 'obstacle',
      seen: `${file}: gatewayServiceAccount is ${gatewayServiceAccount}, and ${place(ours)} runs as ${serviceAccountOf(ours)}: the skill would refuse its requests`,
      next: `Write gatewayServiceAccount: ${serviceAccountOf(ours)}, commit and push.`,
    },
  ];
}

function describe(workload: Workload): string {
  const { namespace = '' } = workload.metadata;
  return `${place(workload)} (gatewayNamespace: ${namespace}, gatewayLabel: ${labelOf(workload)}, gatewayServiceAccount: ${serviceAccountOf(workload)})`;
}

/** Of the Pods: a Gateway selects these. */
function labelOf({ spec }: Workload): string {
  return spec.template.metadata?.labels?.istio ?? '';
}

function serviceAccountOf({ spec }: Workload): string {
  return spec.template.spec.serviceAccountName ?? 'default';
}
