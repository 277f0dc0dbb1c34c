import type { Plan } from './plan.ts';
import { place, type Finding, type Sight } from './sight.ts';
import { bringerOf } from './plan.ts';

/** Rights that are missing, and what could not be seen without them. */
export function rights({ denied, unseen }: Sight): readonly Finding[] {
  const words = [
    ...(denied.length > 0 ? [`you may not do this here: ${denied.join(', ')}`] : []),
    ...(unseen.length > 0 ? [`you may not see these here, so nothing is said of them: ${unseen.join(', ')}`] : []),
  ];
  return words.map((seen) => ({
    level: 'obstacle',
    seen,
    next: 'Take a context whose user has the role cluster-admin (`kubectl config get-contexts`), or ask for it.',
  }));
}

/** A Kubernetes outside of the range that versions.yaml states. */
export function kubernetes({ kubernetes: version }: Sight, { versions }: Plan): readonly Finding[] {
  const [oldest, newest] = versions.kubernetes.split(/\s*–\s*/).map(minorOf);
  const minor = minorOf(version);
  if (oldest === undefined || newest === undefined || minor === undefined) return [];
  const seen = `Kubernetes ${version}: what is deployed supports ${versions.kubernetes}`;
  if (minor < oldest)
    return [
      {
        level: 'obstacle',
        seen,
        next: 'Upgrade the cluster, or state older components in gitops/apps/add-ons/versions.yaml, and the range with them.',
      },
    ];
  if (minor <= newest) return [];
  return [
    { level: 'notice', seen, next: 'It may well work. See whether a newer version of this repository supports it.' },
  ];
}

/** What the API server, or a webhook in it, refuses of what Argo CD will apply. */
export function refusals({ refused }: Sight): readonly Finding[] {
  return refused.map((words) => ({
    level: 'obstacle',
    seen: `the cluster refuses what would be applied: ${words}`,
    next: words.includes('unknown field')
      ? 'What defines this kind is too old: bring it to the version in gitops/README.md, “Versions”.'
      : 'Mend what these words name; a webhook that does not answer is named by them too.',
  }));
}

/** Nothing that gives Services of type LoadBalancer an address. */
export function loadBalancer(sight: Sight, plan: Plan): readonly Finding[] {
  if (!bringerOf(plan, 'gateway')) return [];
  const { balanced, definitions, kubernetes: version, nodes } = sight;
  const hasAddress = ({ status }: (typeof balanced)[number]) => (status?.loadBalancer?.ingress ?? []).length > 0;
  if (balanced.some(hasAddress)) return [];
  const providers = nodes.map(({ spec }) => spec.providerID?.split(':')[0] ?? '');
  const isOf = (name: string) => providers.includes(name);
  const advice = isOf('kind')
    ? 'Start cloud-provider-kind (https://github.com/kubernetes-sigs/cloud-provider-kind).'
    : nodes.some(({ metadata }) => 'minikube.k8s.io/name' in (metadata.labels ?? {}))
      ? 'Leave `minikube tunnel` running.'
      : 'If EXTERNAL-IP of the gateway’s Service stays <pending>, install MetalLB (https://metallb.io) or the like.';
  const [waiting] = balanced;
  if (waiting)
    return [{ level: 'notice', seen: `${place(waiting)} is of type LoadBalancer and has no address`, next: advice }];
  const gives =
    definitions.some((each) => GIVERS.includes(each)) ||
    version.includes('+k3s') ||
    providers.some((each) => each !== '' && !['kind', 'k3s'].includes(each));
  if (gives) return [];
  return [
    {
      level: 'notice',
      seen: 'nothing shows that this cluster gives a Service of type LoadBalancer an address, which the gateway needs',
      next: advice,
    },
  ];
}

/** What gives addresses in clusters outside of clouds: MetalLB, Cilium, kube-vip's and OpenELB's pools, PureLB. */
const GIVERS = [
  'metallb.io/IPAddressPool',
  'cilium.io/CiliumLoadBalancerIPPool',
  'network.kubesphere.io/Eip',
  'purelb.io/ServiceGroup',
];

/** 1.33 → 1033 */
function minorOf(version: string): number | undefined {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor);
}
