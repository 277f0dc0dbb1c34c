import { entrancesOf } from './edges.ts';
import { ageOf, graceOf, isLive, isReady } from './pods.ts';
import { destinationsOf } from './destinations.ts';
import { healthOf } from './health.ts';
import { virtualServicesOf } from './routes.ts';
import { levelOnceWritten } from './serving.ts';
import { isUnobserved, podsOf, workloadsOfHost, type WorkloadKind } from './workloads.ts';
import type { Level } from '../finding.ts';
import { conditionOf, type KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Workload } from '../objects/workload.ts';
import type { HttpAnswer, NoAnswer } from '../question.ts';
import type { View } from '../view.ts';

/** Milliseconds after a Pod is ready in which the gateway may not send it requests yet (measured: 0 to 2 s). */
const HAND_OVER = 5_000;

/** What came last over https on the path that must be fine, at each address. */
export function httpsAnswers(view: View, name: string): readonly (HttpAnswer | NoAnswer)[] {
  return healthOf(view, name).flatMap(({ answers }) => answers.slice(-1));
}

/** Those that have a status. */
export function httpsStatuses(view: View, name: string): readonly HttpAnswer[] {
  return httpsAnswers(view, name).filter((answer): answer is HttpAnswer => 'status' in answer);
}

/** The level of a bad answer: what is on its way may still make it a good one. */
export function levelOfAnswer(view: View, name: string, level: Level): Level {
  if (workloadsOfHost(view, name).some(({ kind, workload }) => isMoving(view, kind, workload))) return 'progress';
  const services = destinationsOf(view, name).flatMap((each) => view.get('Service', each.namespace, each.name) ?? []);
  const objects: readonly KubernetesObject[] = [
    ...virtualServicesOf(view, name),
    ...entrancesOf(view, name).map(({ gateway }) => gateway),
    ...services,
  ];
  return levelOnceWritten(view, objects, level);
}

/** Whether Pods of a workload come or go, as they should. */
export function isMoving(view: View, kind: WorkloadKind, workload: Workload): boolean {
  const pods = podsOf(view, workload);
  const grace = Math.max(...workload.spec.template.spec.containers.map(graceOf));
  const isYoung = pods.some((pod) => isLive(pod) && !isReady(pod) && ageOf(view, pod) < grace);
  const isHandedOver = pods.some((pod) => {
    const since = Date.parse(conditionOf(pod, 'Ready')?.lastTransitionTime ?? '');
    return pod.metadata.deletionTimestamp !== undefined || (isReady(pod) && view.now - since < HAND_OVER);
  });
  return isYoung || isHandedOver || isUnobserved(workload) || (kind === 'Deployment' && isProgressing(workload));
}

/** Whether the Deployment controller waits for a new template to come up, and still within its deadline. */
function isProgressing(workload: Workload): boolean {
  const { status, reason } = conditionOf(workload, 'Progressing') ?? {};
  return status === 'True' && reason !== 'NewReplicaSetAvailable';
}
