import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import {
  isLive,
  isReady,
  type Container,
  type ContainerStatus,
  type Event,
  type Pod,
  type Probe,
  type Workload,
} from '../../see/objects/workload.ts';
import { isGap } from '../../see/gap.ts';
import type { Text } from '#program/language.ts';
import { eventsOf } from '../relations.ts';
import { remembered, type View } from '../../see/view.ts';
import { isUnobserved, podsOf, workloadsOf, type WorkloadKind } from './workloads.ts';

/** A container of a workload's Pod. */
export interface ContainerPlace {
  readonly kind: WorkloadKind;
  readonly workload: Workload;
  readonly pod: Pod;
  readonly status: ContainerStatus;
  /** The container of the workload's template or, where it was injected, of the Pod. */
  readonly container: Container | undefined;
  /** Where it is in the workload; undefined where it was injected. */
  readonly field: string | undefined;
}

/**
 * The Pods of a Deployment's present template, as those of older ones will be gone; all Pods of another workload, since
 * it waits for its older Pods.
 */
export function currentPods(view: View, kind: WorkloadKind, workload: Workload): readonly Pod[] {
  const pods = podsOf(view, workload);
  if (kind !== 'Deployment') return pods;
  const replicaSet = /"([^"]+)"/.exec(conditionOf(workload, 'Progressing')?.message ?? '')?.[1];
  const hash = replicaSet?.startsWith(`${workload.metadata.name}-`)
    ? replicaSet.slice(workload.metadata.name.length + 1)
    : pods[0]?.metadata.labels?.['pod-template-hash'];
  return pods.filter(({ metadata }) => {
    const own = metadata.labels?.['pod-template-hash'];
    return own === undefined || own === hash;
  });
}

/** The containers in the {@link currentPods} of all workloads; those of a newer Pod come first. */
export const allContainers = remembered('containers', (view): readonly ContainerPlace[] => {
  const judged = workloadsOf(view).filter(({ workload }) => !isUnobserved(workload));
  return judged.flatMap(({ kind, workload }) =>
    currentPods(view, kind, workload).flatMap((pod) =>
      statusesOf(pod).map((status) => ({ kind, workload, pod, status, ...placeOf(workload, pod, status.name) })),
    ),
  );
});

/** The same, only of Pods that are not ready yet. */
export function unreadyContainers(view: View): readonly ContainerPlace[] {
  return allContainers(view).filter(({ pod }) => isLive(pod) && !isReady(pod));
}

/** Whether a container is Istio's own. */
export function isOfMesh(container: string): boolean {
  return container === 'istio-proxy' || container === 'istio-init';
}

function statusesOf({ status }: Pod): readonly ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
}

function placeOf(
  { spec }: Workload,
  pod: Pod,
  name: string,
): { readonly container: Container | undefined; readonly field: string | undefined } {
  for (const list of ['containers', 'initContainers'] as const) {
    const index = (spec.template.spec[list] ?? []).findIndex((container) => container.name === name);
    const container = spec.template.spec[list]?.[index];
    if (container) return { container, field: `spec.template.spec.${list}[${index}]` };
  }
  const injected = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return { container: injected.find((container) => container.name === name), field: undefined };
}

/** How many failing Pods of a workload have their events and logs read; those of the others would say the same. */
const UNWELL = 2;

/** The uids of the failing Pods beyond these. */
const repeaters = remembered('failing Pods that repeat others', (view) => {
  const pods = workloadsOf(view).flatMap(({ kind, workload }) =>
    currentPods(view, kind, workload)
      .filter((pod) => isLive(pod) && !isReady(pod))
      .slice(UNWELL),
  );
  return new Set(pods.map(({ metadata }) => metadata.uid));
});

/** The events of a Pod with a certain reason, of one of its containers if one is named. */
export function eventsOfPod(view: View, pod: Pod, reason: string, container?: string): readonly Event[] {
  if (repeaters(view).has(pod.metadata.uid)) return [];
  return view
    .list(eventsOf(pod))
    .filter(
      (event) =>
        event.reason === reason &&
        (container === undefined || event.involvedObject.fieldPath?.endsWith(`{${container}}`) === true),
    );
}

/** The last lines of a container's log, of its present or its previous run. */
export function linesOf(view: View, { pod, status }: ContainerPlace, previous: boolean): readonly string[] {
  if (repeaters(view).has(pod.metadata.uid)) return [];
  const { namespace = '', name } = pod.metadata;
  const answer = view.ask({ ask: 'log', namespace, pod: name, container: status.name, previous });
  return answer === undefined || isGap(answer) ? [] : answer.lines;
}

/** The last words of a container that ended: its termination message, else the end of its log. */
export function lastLines(view: View, place: ContainerPlace): readonly string[] {
  const { state, lastState } = place.status;
  const message = (state?.terminated ?? lastState?.terminated)?.message ?? '';
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 ? lines : linesOf(view, place, state?.terminated === undefined);
}

/** Milliseconds that a container may take until its probes succeed. */
export function graceOf({ startupProbe, readinessProbe }: Container): number {
  const seconds = [startupProbe, readinessProbe].map((probe) => (probe ? secondsOf(probe) : 0));
  return Math.max(30, seconds.reduce((a, b) => a + b, 0) + 5) * 1000;
}

function secondsOf({ initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Probe): number {
  return initialDelaySeconds + periodSeconds * failureThreshold;
}

/** The end of a sentence that says how many other Pods go on serving; empty where there are none. */
export function whatGoesOn(view: View, workload: Workload): Text {
  const count = podsOf(view, workload).filter(isReady).length;
  if (count === 0) return { en: '', ko: '' };
  return {
    en: `; ${count === 1 ? 'another Pod is ready and goes' : `${count} other Pods are ready and go`} on serving`,
    ko: `. 준비된 다른 Pod ${count}개가 계속 응답합니다`,
  };
}
