import { isGap } from '../gap.ts';
import type { Keep, List, Question } from '../question.ts';
import type { KindId } from '../kinds.ts';
import type { View } from '../view.ts';

/** Asks for a list of all namespaces and, where that is forbidden, for one of each namespace that may matter. */
export function* everywhere(
  view: View,
  question: { readonly kind: KindId; readonly labels?: string; readonly keep?: Keep },
  namespaces: readonly string[],
): Iterable<Question> {
  const list: List = { ask: 'list', ...question };
  yield list;
  const answer = view.answer(list);
  if (!isGap(answer) || answer.gap !== 'Forbidden') return;
  for (const namespace of new Set(namespaces)) yield { ...list, namespace };
}

/** The label selector that requires every one of the labels. */
export function labelSelector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
}

/** Asks for the events of an object; Kubernetes keeps them for an hour (kube-apiserver --event-ttl). */
export function eventsOf(object: { readonly metadata: { readonly namespace?: string; readonly uid?: string } }): List {
  const { namespace, uid } = object.metadata;
  return { ask: 'list', kind: 'Event', namespace: namespace ?? 'default', fields: `involvedObject.uid=${uid ?? ''}` };
}
