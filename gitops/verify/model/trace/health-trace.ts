import { distinctReferences, isObject, type Reference } from '../reference.ts';
import { lastOf, type Moving } from '../moving.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import { changeBehind } from './answers.ts';
import { healthUrl } from './dns.ts';
import { healthOf, isAnswer, isGood } from './health.ts';
import type { Branch, RequestTrace, Step } from './outcome.ts';
import { getOf } from './request.ts';
import { traceAtGateway, traceOf } from './request-trace.ts';
import { settlingOf } from './settling.ts';

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
export function objectsOn({ steps }: { readonly steps: readonly Pick<Step, 'object'>[] }): readonly Reference[] {
  return distinctReferences(steps.flatMap(({ object }) => object ?? []));
}

/** The same as they were seen; what is no object of the cluster, or was not found, is left out. */
export function foundOn(view: View, branch: Parameters<typeof objectsOn>[0]): readonly KubernetesObject[] {
  return objectsOn(branch)
    .filter(isObject)
    .flatMap(({ kind, namespace, name }) => view.get(kind, namespace, name) ?? []);
}

/** What changes on a way: an object on it or, where it is reached, what is behind. */
export function changeOnWay(view: View, name: string, branch: Branch): Moving | undefined {
  const behind = branch.outcome.end === 'not reached' ? undefined : changeBehind(view, name);
  return lastOf([settlingOf(view, foundOn(view, branch)), behind]);
}
