import { currentPods, isLive } from '../chain/pods.ts';
import { isRollingOut, servicesOf, WORKLOAD_KINDS, workloadsOf } from '../chain/workloads.ts';
import { conditionOf } from '../objects/kubernetes-object.ts';
import type { Pod } from '../objects/workload.ts';
import type { Question } from '../question.ts';
import type { View } from '../view.ts';
import { eventsOf, labelSelector } from './everywhere.ts';

/** How many failing Pods of a workload have their events and logs read; those of the others would say the same. */
const UNWELL = 2;

/** Asks for what runs behind the Services, for its Pods, and for events and logs of Pods that fail. */
export function* planWorkloads(view: View): Iterable<Question> {
  for (const { spec, metadata } of servicesOf(view)) {
    const { namespace = '' } = metadata;
    if (!spec.selector || Object.keys(spec.selector).length === 0) continue;
    for (const kind of WORKLOAD_KINDS) yield { ask: 'list', kind, namespace, keep: { templates: [spec.selector] } };
    yield { ask: 'list', kind: 'Pod', namespace, labels: labelSelector(spec.selector) };
  }
  for (const { kind, workload } of workloadsOf(view)) {
    const { namespace = '' } = workload.metadata;
    const selector = workload.spec.selector?.matchLabels;
    if (!selector) continue;
    yield { ask: 'list', kind: 'Pod', namespace, labels: labelSelector(selector) };
    yield { ask: 'get', kind: 'Namespace', name: namespace };
    // Only a Deployment has a condition that says why Pods cannot be created (W16).
    if (kind !== 'Deployment' && isRollingOut(workload)) yield eventsOf(workload);
    for (const pod of currentPods(view, kind, workload).filter(isUnwell).slice(0, UNWELL)) yield* planPod(pod);
  }
  // The Pods of hooks (plan-applications.ts).
  for (const pod of view.list('Pod'))
    if (pod.metadata.labels?.['batch.kubernetes.io/job-name'] !== undefined && pod.status?.phase !== 'Succeeded')
      yield* planPod(pod);
}

function* planPod(pod: Pod): Iterable<Question> {
  yield eventsOf(pod);
  const { namespace = '', name } = pod.metadata;
  for (const status of [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]) {
    if (status.name === 'istio-proxy' || status.name === 'istio-init') continue;
    const question = { ask: 'log', namespace, pod: name, container: status.name } as const;
    if (status.state?.terminated) yield { ...question, previous: false };
    else if (status.lastState?.terminated) yield { ...question, previous: true };
    if (status.state?.running && !status.ready) yield { ...question, previous: false };
  }
}

function isUnwell(pod: Pod): boolean {
  return isLive(pod) && conditionOf(pod, 'Ready')?.status !== 'True';
}
