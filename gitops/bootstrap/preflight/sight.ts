import type { Application } from '../../verify/see/objects/application.ts';
import type { KubernetesObject } from '../../verify/see/objects/kubernetes-object.ts';
import type { IngressClass, Service, Workload } from '../../verify/see/objects/workload.ts';

export type { IngressClass, Service, Workload };

/** What was seen of a cluster before anything is written to it. */
export interface Sight {
  /** Such as v1.35.4 or v1.33.5-gke.1080000. */
  readonly kubernetes: string;
  readonly nodes: readonly Node[];
  readonly namespaces: readonly KubernetesObject[];
  /** The custom resources that are defined, as group/Kind. */
  readonly definitions: readonly string[];
  readonly applications: readonly Application[];
  /** Argo CD's application controllers. */
  readonly argoCd: readonly Workload[];
  /** cert-manager's controllers. */
  readonly certManager: readonly Workload[];
  readonly istiod: readonly Workload[];
  /** Whatever carries a label `istio`, as gateways do. */
  readonly gateways: readonly Workload[];
  /** Every Service of type LoadBalancer. */
  readonly balanced: readonly Service[];
  /** Objects of the plan that are there already. */
  readonly there: readonly KubernetesObject[];
  /** The ClusterIssuers and IngressClasses. */
  readonly issuers: readonly KubernetesObject[];
  readonly ingressClasses: readonly IngressClass[];
  /** Rights that the user of the context lacks, and that bootstrap needs: `create namespaces`. */
  readonly denied: readonly string[];
  /** What the API server says against objects of the plan, in a dry run. */
  readonly refused: readonly string[];
  /** Where this machine finds the host; nothing where the name does not resolve. */
  readonly addresses: readonly string[];
  /** Where it finds the gateway, if that has an address or a name. */
  readonly gatewayAddresses: readonly string[];
  /** What the user may not see, such as `deployments.apps`. */
  readonly unseen: readonly string[];
}

export interface Node extends KubernetesObject {
  readonly spec: { readonly providerID?: string };
}

/** Something that a user should know before deploying. */
export interface Finding {
  /** An obstacle keeps the deployment from succeeding, so bootstrap writes nothing; a notice does not. */
  readonly level: 'obstacle' | 'notice';
  readonly seen: string;
  readonly next: string;
}

/** `Deployment cert-manager/cert-manager` */
export function place({ kind = '', metadata: { namespace, name } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** The version that a workload runs, as the tag of its image says, or its labels. */
export function versionOf({ metadata, spec }: Workload): string {
  const image = spec.template.spec.containers[0]?.image ?? '';
  const tag = /:([^:/@]+)(@|$)/.exec(image)?.[1];
  return tag ?? metadata.labels?.['app.kubernetes.io/version'] ?? 'of a version that it does not tell';
}

/**
 * The Application that an object belongs to: the one that its tracking id names
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/), or that has it among its resources.
 */
export function ownerOf(object: KubernetesObject, applications: readonly Application[]): string | undefined {
  const { apiVersion = '', kind, metadata } = object;
  const tracked = metadata.annotations?.['argocd.argoproj.io/tracking-id']?.split(':')[0];
  if (tracked !== undefined) return tracked;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return applications.find(({ status }) =>
    status?.resources?.some(
      (each) =>
        (each.group ?? '') === group &&
        each.kind === kind &&
        each.name === metadata.name &&
        (each.namespace ?? '') === (metadata.namespace ?? ''),
    ),
  )?.metadata.name;
}

/** Who installed an object, as far as its labels and annotations tell: `by Helm (release cert-manager)`. */
export function installerOf(object: KubernetesObject, applications: readonly Application[]): string {
  const { annotations = {}, labels = {} } = object.metadata;
  const owner = ownerOf(object, applications);
  if (owner !== undefined) return `by Argo CD's Application ${owner}`;
  const release = annotations['meta.helm.sh/release-name'];
  if (release !== undefined) return `by Helm (release ${release})`;
  if ('operator.istio.io/managed' in labels) return 'by istioctl';
  if ('olm.owner' in labels) return `by the Operator Lifecycle Manager (${labels['olm.owner'] ?? ''})`;
  return 'by hand';
}
