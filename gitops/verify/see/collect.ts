import { inParallel } from '#program/parallel.ts';
import type { Demand } from './demand.ts';
import type { Gap } from './gap.ts';
import type { AnswerTo, Get, List, Objects } from './question.ts';
import { questionsFor, type Asked } from './bundles.ts';
import type { Scope } from './scope.ts';
import { Snapshot, type Other, type Trace } from './snapshot.ts';

/** Most rounds of questions; from an Application to the last line of a container's log it takes eight. */
const ROUNDS = 24;
/** Most questions that are asked at the same time. */
const AT_ONCE = 8;
const CUT: Gap = { gap: 'NotAsked', message: `not asked for within ${ROUNDS} rounds` };

/** Whoever answers: a cluster with the network and git around it, or a world that was written down. It never rejects. */
export interface Witness {
  /** @param demands what the objects of a list must fit to be kept */
  objects(question: Get | List, demands: readonly Demand[]): Promise<Objects | Gap>;
  /** Undefined where the witness has no answer. */
  other<Q extends Other>(question: Q): Promise<AnswerTo<Q> | undefined>;
}

interface Options {
  readonly scope: Scope;
  readonly witness: Witness;
  /** RFC 3339. */
  readonly takenAt: string;
  /** What is known already. */
  readonly snapshot?: Snapshot;
  /** Follows what is known as far as it goes, and gives what it was used for. It is called until nothing is wanted. */
  readonly follow: (snapshot: Snapshot) => Trace;
  /** The namespaces to ask in where a list over all of them is forbidden. */
  readonly namespaces: (snapshot: Snapshot) => readonly string[];
}

/** Asks what following demands, and follows what the answers lead to, until nothing new is wanted. */
export async function collect({ witness, follow, namespaces, ...start }: Options): Promise<Snapshot> {
  const { scope, takenAt, snapshot = new Snapshot(scope, takenAt) } = start;
  for (let round = 0; round < ROUNDS; round++) {
    const { demands, questions } = follow(snapshot);
    const inPlaces = snapshot.forbiddenEverywhere.length > 0 ? inSingle(snapshot, namespaces(snapshot)) : [];
    if (demands.size + questions.size + inPlaces.length === 0) return snapshot;
    const asked = questionsFor([...demands.values(), ...inPlaces], (...place) => snapshot.isForbidden(...place));
    await Promise.all([
      inParallel(asked, AT_ONCE, async (each) => {
        await askFor(snapshot, witness, each);
      }),
      inParallel([...questions.values()], AT_ONCE, async (question) => {
        snapshot.addOther(question, await witness.other(question));
      }),
    ]);
    // What single namespaces have was taken for absent until now.
    for (const [what, { trace }] of snapshot.computed)
      if (inPlaces.length > 0 || !trace.isSettled) snapshot.computed.delete(what);
  }
  for (const demand of follow(snapshot).demands.values()) snapshot.giveUp(demand, CUT);
  snapshot.computed.clear();
  return snapshot;
}

async function askFor(snapshot: Snapshot, witness: Witness, { question, demands }: Asked): Promise<void> {
  snapshot.add(question, demands, await witness.objects(question, demands));
}

/** The same demands, in single namespaces, where all of them together may not be asked. */
function inSingle(snapshot: Snapshot, namespaces: readonly string[]): readonly Demand[] {
  return snapshot.forbiddenEverywhere
    .flatMap((demand) => namespaces.map((namespace) => ({ ...demand, namespace })))
    .filter((demand) => !snapshot.known(demand).isAsked);
}
