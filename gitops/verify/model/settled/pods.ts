import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { Container, Pod, PodTemplate, Workload } from '../../see/objects/workload.ts';
import { PROXY } from '../trace/mesh-tls.ts';
import { INJECTION, injectionBy } from '../workload/injection.ts';

/** By name, the labels of the namespaces that are known. */
type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What tells a made Pod from its workload. */
const SUFFIX = '-x';

/** The workload as its controller leaves it when all goes well: each Pod ready, and of the present template. */
export function settledWorkload(workload: Workload): Workload {
  const { replicas = 1 } = workload.spec;
  return {
    ...workload,
    status: {
      ...{ replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas },
      ...{ desiredNumberScheduled: replicas, updatedNumberScheduled: replicas, numberAvailable: replicas },
    },
  };
}

/** One Pod of a workload, which stands for all of them; none where it has no replicas. */
export function podOf(workload: Workload, namespaces: NamespaceLabels): readonly Pod[] {
  const { metadata, spec } = workload;
  if (spec.replicas === 0) return [];
  const { namespace = '', name } = metadata;
  return [runningPod({ namespace, name: `${name}${SUFFIX}` }, spec.template, workload, namespaces)];
}

/** The name of the workload that {@link podOf} has made a Pod of; the Pod's own where it was not made so. */
export function workloadName(pod: string): string {
  return pod.endsWith(SUFFIX) ? pod.slice(0, -SUFFIX.length) : pod;
}

/** A Pod that runs and is ready, with the sidecar that its namespace or its own label asks for. */
export function runningPod(
  { namespace = '', name }: Pick<Pod['metadata'], 'namespace' | 'name'>,
  template: PodTemplate,
  owner: KubernetesObject | undefined,
  namespaces: NamespaceLabels,
): Pod {
  const { spec, metadata: { labels = {}, annotations = {} } = {} } = template;
  const sidecar: readonly Container[] = isInjected(template, namespaces.get(namespace)) ? [{ name: PROXY }] : [];
  return {
    metadata: {
      ...{ namespace, name, labels, annotations },
      ...(owner ? { ownerReferences: [{ uid: owner.metadata.uid ?? '', kind: '', name: '', controller: true }] } : {}),
    },
    spec: { ...spec, containers: [...spec.containers, ...sidecar] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/**
 * Whether istiod injects a sidecar. Where the namespace's labels are not known it is taken to: who has rules for a mesh
 * has Pods in it.
 */
function isInjected(template: PodTemplate, ofNamespace: Readonly<Record<string, string>> | undefined): boolean {
  const isThere = template.spec.containers.some(({ name }) => name === PROXY);
  return !isThere && injectionBy(ofNamespace ?? { [INJECTION]: 'enabled' }, template) !== undefined;
}
