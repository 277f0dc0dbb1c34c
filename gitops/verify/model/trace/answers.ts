import { ageOf } from '../time.ts';
import { entrancesOf } from './gateways.ts';
import { graceOf } from '../workload/pods.ts';
import { servicesOfHost } from './destinations.ts';
import { healthOf } from './health.ts';
import { virtualServicesOf } from './routes.ts';
import { levelOnceSettled } from './settling.ts';
import { isUnobserved, podsOf, workloadsOfHost, type WorkloadKind } from '../workload/workloads.ts';
import type { Level } from '../finding.ts';
import { conditionOf, type KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import { isLive, isReady, type Workload } from '../../see/objects/workload.ts';
import type { HttpAnswer, NoAnswer } from '../../see/question.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds after a Pod is ready in which the gateway may not send it requests yet (measured: 0 to 2 s). */
const HAND_OVER = 5_000;

/** The last answer on the health path over https, at each address. */
export function httpsAnswers(view: View, name: string): readonly (HttpAnswer | NoAnswer)[] {
  return healthOf(view, name).flatMap(({ answers }) => answers.slice(-1));
}

/** The same, only where an answer with a status came. */
export function httpsStatuses(view: View, name: string): readonly HttpAnswer[] {
  return httpsAnswers(view, name).filter((answer): answer is HttpAnswer => 'status' in answer);
}

/** The level of a bad answer: `progress` where Pods or objects have just changed. */
export function levelOfAnswer(view: View, name: string, level: Level): Level {
  if (workloadsOfHost(view, name).some(({ kind, workload }) => isMoving(view, kind, workload))) return 'progress';
  const services = servicesOfHost(view, name).flatMap((each) => view.get('Service', each.namespace, each.name) ?? []);
  const objects: readonly KubernetesObject[] = [
    ...virtualServicesOf(view, name),
    ...entrancesOf(view, name).map(({ gateway }) => gateway),
    ...services,
  ];
  return levelOnceSettled(view, objects, level);
}

/** Whether Pods of a workload are being started or replaced as they should. */
export function isMoving(view: View, kind: WorkloadKind, workload: Workload): boolean {
  const pods = podsOf(view, workload);
  const grace = Math.max(...workload.spec.template.spec.containers.map(graceOf));
  const isYoung = pods.some(
    (pod) => isLive(pod) && !isReady(pod) && ageOf(view, pod.metadata.creationTimestamp) < grace,
  );
  const isHandedOver = pods.some((pod) => {
    const since = Date.parse(conditionOf(pod, 'Ready')?.lastTransitionTime ?? '');
    return pod.metadata.deletionTimestamp !== undefined || (isReady(pod) && view.now - since < HAND_OVER);
  });
  return isYoung || isHandedOver || isUnobserved(workload) || (kind === 'Deployment' && isProgressing(workload));
}

/** Whether a Deployment is rolling out and within its progress deadline. */
function isProgressing(workload: Workload): boolean {
  const { status, reason } = conditionOf(workload, 'Progressing') ?? {};
  return status === 'True' && reason !== 'NewReplicaSetAvailable';
}
