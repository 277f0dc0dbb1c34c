import { lastOf, movingSince, type Moving } from '../moving.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { isLive, isReady, type Pod, type Workload } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { graceOf } from './pods.ts';
import { isRollingOut, isUnobserved, podsOf, type WorkloadKind } from './workloads.ts';

/** Milliseconds after a Pod is ready in which the gateway may not send it requests yet (measured: 0 to 2 s). */
const HAND_OVER = 5_000;

/** Milliseconds that a controller takes at most to look at a change. */
const OBSERVED = 30_000;

/** Milliseconds for a new Pod of a StatefulSet or DaemonSet, which have no deadline; a Deployment's is 600 s. */
const DEADLINE = 600_000;

/** The rollout of a workload, until its deadline; the deadline of a Deployment begins anew with each progress. */
export function rolloutOf(view: View, kind: WorkloadKind, workload: Workload): Moving | undefined {
  if (!isRollingOut(workload)) return undefined;
  const by = {
    en: `the rollout of ${kind} ${workload.metadata.name}`,
    ko: `${kind} ${workload.metadata.name}의 롤아웃`,
  };
  const { writtenAt, creationTimestamp } = workload.metadata;
  const seen = isUnobserved(workload) ? movingSince(writtenAt ?? creationTimestamp, OBSERVED, by) : undefined;
  if (kind !== 'Deployment') {
    const [newest] = podsOf(view, workload);
    return lastOf([seen, newest && movingSince(newest.metadata.creationTimestamp, DEADLINE, by)]);
  }
  const { status, reason, lastUpdateTime, lastTransitionTime } = conditionOf(workload, 'Progressing') ?? {};
  if (status !== 'True' || reason === 'NewReplicaSetAvailable') return seen;
  const { progressDeadlineSeconds: seconds } = workload.spec;
  const deadline = seconds === undefined ? DEADLINE : seconds * 1_000;
  return lastOf([seen, movingSince(lastUpdateTime ?? lastTransitionTime, deadline, by)]);
}

/** What changes among the Pods of a workload: those that start, end, or have just become ready, and a rollout. */
export function changeOf(view: View, kind: WorkloadKind, workload: Workload): Moving | undefined {
  const grace = Math.max(...workload.spec.template.spec.containers.map(graceOf));
  const ofPod = (pod: Pod) => {
    const { name, creationTimestamp, deletionTimestamp } = pod.metadata;
    const by = { en: `Pod ${name}`, ko: `Pod ${name}` };
    if (deletionTimestamp !== undefined) return movingSince(deletionTimestamp, HAND_OVER, by);
    if (isReady(pod)) return movingSince(conditionOf(pod, 'Ready')?.lastTransitionTime, HAND_OVER, by);
    return isLive(pod) ? movingSince(creationTimestamp, grace, by) : undefined;
  };
  return lastOf([...podsOf(view, workload).map(ofPod), rolloutOf(view, kind, workload)]);
}
