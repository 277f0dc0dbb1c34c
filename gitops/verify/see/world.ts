import { fits, type Demand, type WrittenDemand } from './demand.ts';
import type { Gap } from './gap.ts';
import { KINDS, type KindId, type Kinds } from './kinds.ts';
import type { AnswerTo, Get, List, Objects } from './question.ts';
import type { Scope } from './scope.ts';
import { Snapshot, type Exchange, type Other } from './snapshot.ts';
import type { Witness } from './collect.ts';

/**
 * What there is, written down: the objects of a cluster, the answers of the network, and a time. `--dump` writes one as
 * JSON, `--from` asks it as if it were the cluster, and so do tests.
 */
export interface World {
  readonly format: 2;
  /** RFC 3339. */
  readonly takenAt: string;
  readonly scope: Scope;
  readonly objects: Snapshot['objects'];
  readonly gaps: readonly WorldGap[];
  readonly answers: readonly Exchange<Other>[];
  /** The demands that the objects answer. Without them, what is not among the objects is absent. */
  readonly answered?: readonly WrittenDemand[];
}

/** What cannot be read: a kind, one namespace of it, one object, or, as `*`, the list over all namespaces. */
export interface WorldGap {
  readonly kind: KindId;
  readonly namespace?: string;
  readonly name?: string;
  readonly gap: Gap;
}

/** Answers by what is written down, as a cluster and its surroundings would. */
export function askWorld({ objects, gaps, answers }: World): Witness {
  return {
    objects: (question, demands) => Promise.resolve(lookUp(objects, gaps, question, demands)),
    other: <Q extends Other>(question: Q) =>
      Promise.resolve(
        answers.find(({ question: written }) => isAbout(written, question))?.answer as AnswerTo<Q> | undefined,
      ),
  };
}

function lookUp(
  objects: World['objects'],
  gaps: World['gaps'],
  question: Get | List,
  demands: readonly Demand[],
): Objects | Gap {
  const { kind, namespace = '*' } = question;
  const name = question.ask === 'get' ? question.name : undefined;
  const found = gaps.find(
    (each) =>
      each.kind === kind &&
      (each.namespace === undefined || each.namespace === namespace) &&
      (each.name === undefined || each.name === name),
  );
  if (found) return found.gap;
  const ofKind: readonly Kinds[KindId][] = objects[kind] ?? [];
  return { objects: ofKind.filter((object) => demands.some((demand) => fits(object, demand))) };
}

/** Whether an answer is to a question, however often it was asked, and whatever answer was expected. */
function isAbout(written: Other, { ...question }: Other): boolean {
  const ANYHOW = ['times', 'expected'];
  return Object.entries(question).every(
    ([field, value]) => ANYHOW.includes(field) || written[field as keyof Other] === value,
  );
}

/** What a snapshot has seen, to be written down. */
export function worldOf(snapshot: Snapshot): World {
  const { scope, takenAt, objects, gaps, others, answered } = snapshot;
  return {
    ...{ format: 2, takenAt, scope, objects },
    gaps: gaps.map(({ kind, namespace, name, gap }) => {
      // Single namespaces of it may still be read.
      const isList = gap.gap === 'Forbidden' && KINDS[kind].isNamespaced;
      const place = namespace ?? (isList ? '*' : undefined);
      return {
        ...{ kind, gap },
        ...(place === undefined ? {} : { namespace: place }),
        ...(name === undefined ? {} : { name }),
      };
    }),
    answers: others,
    answered,
  };
}

/** The snapshot that a world was written from. @param answered the demands that it answers */
export function snapshotOf(
  { scope, takenAt, objects, gaps, answers }: World,
  answered: readonly WrittenDemand[],
): Snapshot {
  const snapshot = new Snapshot(scope, takenAt);
  for (const [kind, all] of Object.entries(objects) as [KindId, readonly Kinds[KindId][]][])
    snapshot.add({ ask: 'list', kind }, [], { objects: all });
  for (const { question, answer } of answers) snapshot.addOther(question, answer);
  const unknowns = gaps.map(({ namespace, ...rest }) => (namespace === '*' ? rest : { ...rest, namespace }));
  snapshot.restore(unknowns, answered);
  return snapshot;
}
