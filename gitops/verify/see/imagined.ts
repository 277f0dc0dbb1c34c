import { fits, nameIn, type Demand } from './demand.ts';
import type { KindId, Kinds } from './kinds.ts';
import type { Other } from './snapshot.ts';
import type { AnswerTo } from './question.ts';
import type { View } from './view.ts';

/** An object that is not there yet. */
export interface Imagined<K extends KindId = KindId> {
  readonly kind: K;
  readonly object: Kinds[K];
}

/** A view as it would be with a few more objects, such as those that a controller is going to make. */
export function imagined(view: View, objects: readonly Imagined[]): View {
  const added = <K extends KindId>(demand: Demand<K>) =>
    objects
      .filter(({ kind, object }) => kind === demand.kind && fits(object, demand))
      .map(({ object }) => object as Kinds[K]);
  const list = <K extends KindId>(demand: Demand<K>) => [...view.list(demand), ...added(demand)];
  const named = <K extends KindId>(kind: K, namespace: string | undefined, name: string) =>
    objects.find(
      (each) =>
        each.kind === kind &&
        each.object.metadata.name === name &&
        (each.object.metadata.namespace ?? '') === (namespace ?? ''),
    )?.object as Kinds[K] | undefined;
  return {
    scope: view.scope,
    now: view.now,
    list,
    isComplete: (demand) => (nameIn(demand) !== undefined && added(demand).length > 0) || view.isComplete(demand),
    get: (kind, namespace, name) => named(kind, namespace, name) ?? view.get(kind, namespace, name),
    isAbsent: (kind, namespace, name) =>
      named(kind, namespace, name) === undefined && view.isAbsent(kind, namespace, name),
    ask: <Q extends Other>(question: Q): AnswerTo<Q> | undefined => view.ask(question),
    // What is computed here holds only here.
    remember: (_, find) => find(),
  };
}
