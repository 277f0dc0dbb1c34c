import { isObject, wordsOf, type Reference } from '../reference.ts';
import type { Level } from '../finding.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import { levelOfAnswer } from './answers.ts';
import { healthUrl } from './dns.ts';
import { healthOf, isAnswer, isGood } from './health.ts';
import type { Branch, RequestTrace } from './outcome.ts';
import { getOf } from './request.ts';
import { traceAtGateway, traceOf } from './request-trace.ts';
import { levelOnceSettled } from './settling.ts';

/** What becomes of the request that a host must answer well. */
export function healthTrace(view: View, name: string): RequestTrace {
  return traceOf(view, getOf(healthUrl(view, name)));
}

/**
 * The same from the gateway's server on, whether its Pods are known or not.
 * @param isMeant whether Pods of the application count that are not ready
 */
export function healthAtGateway(view: View, name: string, isMeant = false): RequestTrace {
  return traceAtGateway(view, getOf(healthUrl(view, name)), isMeant);
}

/** Whether a host was seen to answer well each time. */
export function answersWell(view: View, name: string): boolean {
  const answers = healthOf(view, name).flatMap((health) => health.answers);
  return answers.length > 0 && answers.every((answer) => isAnswer(answer) && isGood(answer));
}

/** The objects that decide on a way, each once. */
export function objectsOn({ steps }: Pick<Branch, 'steps'>): readonly Reference[] {
  return [...new Map(steps.flatMap(({ object }) => (object ? [[wordsOf(object), object] as const] : []))).values()];
}

/** The same as they were seen; what is no object of the cluster, or was not found, is left out. */
export function foundOn(view: View, branch: Pick<Branch, 'steps'>): readonly KubernetesObject[] {
  return objectsOn(branch)
    .filter(isObject)
    .flatMap(({ kind, namespace, name }) => view.get(kind, namespace, name) ?? []);
}

/** The level of what a way ends with: `progress` while an object on it, or the Pods, have just changed. */
export function levelOfWay(view: View, name: string, branch: Branch, level: Level): Level {
  const settled = levelOnceSettled(view, foundOn(view, branch), level);
  return settled === level && branch.outcome.end !== 'not reached' ? levelOfAnswer(view, name, level) : settled;
}
