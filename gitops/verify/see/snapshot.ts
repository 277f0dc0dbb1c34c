import { demandKey, keyOfWritten, nameIn, written, type Demand, type WrittenDemand } from './demand.ts';
import { isGap, type Gap } from './gap.ts';
import { KINDS, type KindId, type Kinds } from './kinds.ts';
import { ObjectIndex } from './object-index.ts';
import { questionKey, type AnswerTo, type Get, type List, type Objects, type Question } from './question.ts';
import type { Scope } from './scope.ts';

/** Something that was looked for and is not known: it may or may not be there. */
export interface Unknown {
  readonly kind: KindId;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly gap: Gap;
}

/** What something was computed from: what of it is not known, and what nobody has asked for yet. */
export interface Trace {
  readonly unknowns: ReadonlySet<Unknown>;
  readonly demands: ReadonlyMap<string, Demand>;
  readonly questions: ReadonlyMap<string, Other>;
  /** Whether nothing is wanted any more. */
  readonly isSettled: boolean;
}

/** A question that is not about objects of the cluster. */
export type Other = Exclude<Question, { ask: 'get' | 'list' }>;

/** A question and its answer. */
export interface Exchange<Q extends Question = Question> {
  readonly question: Q;
  readonly answer: AnswerTo<Q>;
}

/** What is known of what a demand is for. */
export interface Known<K extends KindId = KindId> {
  readonly objects: readonly Kinds[K][];
  /** Whether the objects are all that there are. */
  readonly isComplete: boolean;
  /** Whether nothing more can be learnt by asking. */
  readonly isAsked: boolean;
  /** Why the objects may not be all. */
  readonly gap?: Unknown | undefined;
}

/** That a question was asked, with its answer if the witness has one. */
interface Told {
  readonly answer: AnswerTo<Other> | undefined;
}

/** Everything that one look has seen so far, what was asked for, and what could not be known. */
export class Snapshot {
  readonly scope: Scope;
  /** When the look began, RFC 3339. It is the only time that a check knows. */
  readonly takenAt: string;
  /** The same in milliseconds since 1970. */
  readonly now: number;
  readonly exchanges: Exchange[] = [];
  /** Demands for all namespaces that may be asked for in single ones only. */
  readonly forbiddenEverywhere: Demand[] = [];
  /** What was computed from it, with what was looked at for that. */
  readonly computed = new Map<string, { readonly result: unknown; readonly trace: Trace }>();
  readonly #objects = new Map<KindId, ObjectIndex>();
  readonly #told = new Map<string, Told>();
  /** Demands that were answered in full, by their keys. */
  readonly #answered = new Map<string, WrittenDemand>();
  /** Keys of demands that were asked, whatever came of it. */
  readonly #asked = new Set<string>();
  readonly #gaps: Unknown[] = [];
  /** By the keys of demands, what {@link known} gave since something was taken in. */
  readonly #known = new Map<string, Known>();

  constructor(scope: Scope, takenAt: string) {
    this.scope = scope;
    this.takenAt = takenAt;
    this.now = Date.parse(takenAt);
  }

  /** Takes in what a question has brought for the demands that it was asked for. */
  add(question: Get | List, demands: readonly Demand[], answer: Objects | Gap): void {
    this.exchanges.push({ question, answer });
    this.#known.clear();
    if (isGap(answer)) {
      this.#addGap(question, demands, answer);
      return;
    }
    for (const demand of demands) this.#answered.set(demandKey(demand), written(demand));
    const { kind } = question;
    const index = this.#objects.get(kind) ?? new ObjectIndex();
    this.#objects.set(kind, index);
    // The first version counts, so that everything in a look follows from the same.
    index.add(answer.objects);
  }

  #addGap(question: Get | List, demands: readonly Demand[], gap: Gap): void {
    const { kind, namespace } = question;
    this.#gaps.push({ kind, namespace, ...('name' in question ? { name: question.name } : {}), gap });
    // Where the kind does not exist, no object of it does.
    if (gap.gap === 'KindNotInstalled') this.#answered.set(demandKey({ kind }), { kind });
    const isRefused = gap.gap === 'Forbidden' && question.ask === 'list';
    for (const demand of demands) {
      // A smaller request may still be allowed.
      const isSmaller = demand.namespace !== namespace || (demands.length > 1 && nameIn(demand) !== undefined);
      if (!(isRefused && isSmaller)) this.#asked.add(demandKey(demand));
      if (isRefused && demand.namespace === undefined && KINDS[kind].isNamespaced)
        this.forbiddenEverywhere.push(demand);
    }
  }

  /** Takes in the answer to a question of another sort; undefined where the witness has none. */
  addOther(question: Other, answer: AnswerTo<Other> | undefined): void {
    this.#told.set(questionKey(question), { answer });
    if (answer !== undefined) this.exchanges.push({ question, answer });
  }

  /** Says of a demand that it was not asked for, and why. */
  giveUp(demand: Demand, gap: Gap): void {
    const { kind, namespace } = demand;
    this.#asked.add(demandKey(demand));
    this.#gaps.push({ kind, namespace, name: nameIn(demand), gap });
    this.#known.clear();
  }

  /** Takes in what an earlier look could not know, and which demands it had answered. */
  restore(gaps: readonly Unknown[], answered: readonly WrittenDemand[]): void {
    this.#gaps.push(...gaps);
    for (const demand of answered) this.#answered.set(keyOfWritten(demand), demand);
  }

  /** What is known of the objects that a demand is for. */
  known<K extends KindId>(demand: Demand<K>): Known<K> {
    const key = demandKey(demand);
    const known = this.#known.get(key) ?? this.#lookUp(demand, key);
    this.#known.set(key, known);
    return known as Known<never>;
  }

  #lookUp(demand: Demand, key: string): Known {
    const { kind, namespace, by } = demand;
    const name = nameIn(demand);
    const objects = this.#objects.get(kind)?.find(demand) ?? [];
    const isComplete =
      (name !== undefined && objects.length > 0) ||
      [demand, { kind, by }, { kind, namespace }, { kind }].some((wider) => this.#answered.has(demandKey(wider)));
    if (isComplete) return { objects, isComplete, isAsked: true };
    return { objects, isComplete, isAsked: this.#asked.has(key), gap: this.#gapOf(kind, namespace, name) };
  }

  #gapOf(kind: KindId, namespace: string | undefined, name: string | undefined): Unknown | undefined {
    return this.#gaps.find(
      (gap) =>
        gap.kind === kind &&
        (gap.name === undefined || gap.name === name) &&
        (gap.namespace === undefined || gap.namespace === namespace),
    );
  }

  /** Whether lists of a kind are forbidden, in a namespace or over all. */
  isForbidden(kind: KindId, namespace?: string): boolean {
    return this.#gaps.some(
      (each) =>
        each.kind === kind && each.namespace === namespace && each.name === undefined && each.gap.gap === 'Forbidden',
    );
  }

  /** What came of a question, by its key; undefined where nobody has asked it. */
  told(key: string): Told | undefined {
    return this.#told.get(key);
  }

  /** All demands that were answered. */
  get answered(): readonly WrittenDemand[] {
    return [...this.#answered.values()];
  }

  get gaps(): readonly Unknown[] {
    return this.#gaps;
  }

  /** By kind, all objects that were seen. */
  get objects(): Readonly<Partial<Record<KindId, readonly Kinds[KindId][]>>> {
    return Object.fromEntries([...this.#objects].map(([kind, { all }]) => [kind, all]));
  }

  get others(): readonly Exchange<Other>[] {
    return this.exchanges.filter((each): each is Exchange<Other> => !('kind' in each.question));
  }
}
