import { isGap, type Gap } from './gap.ts';
import { KINDS, type KindId, type Kinds } from './kinds.ts';
import type { KubernetesObject } from './objects/kubernetes-object.ts';
import { questionKey, type AnswerTo, type Question, type Subject } from './question.ts';
import type { Scope } from './scope.ts';
import type { Snapshot } from './snapshot.ts';

/** Something that was looked for and is not known: neither there nor absent. */
export interface Unknown {
  readonly kind: KindId;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly gap: Gap;
}

/**
 * A snapshot to look things up in. What is not found is either absent or not known: what needs the difference asks
 * {@link isAbsent} or {@link isComplete}.
 */
export interface View {
  readonly scope: Scope;
  /** Milliseconds since 1970. */
  readonly now: number;
  get<K extends KindId>(kind: K, namespace: string | undefined, name: string): Kinds[K] | undefined;
  /** Those that were kept of a kind, in one namespace or in all that were asked for. */
  list<K extends KindId>(kind: K, namespace?: string): readonly Kinds[K][];
  /** Whether it is known that there is none. */
  isAbsent(kind: KindId, namespace: string | undefined, name: string): boolean;
  /** Whether `list` has all there are that matter. */
  isComplete(kind: KindId, namespace?: string): boolean;
  /** The answer to a question that was asked. */
  answer<Q extends Question>(question: Q): AnswerTo<Q> | undefined;
  /** Every question of a sort with its answer. */
  answers<A extends Question['ask']>(
    ask: A,
  ): readonly {
    readonly question: Extract<Question, { ask: A }>;
    readonly answer: AnswerTo<Extract<Question, { ask: A }>>;
  }[];
}

/** What a view was used for. */
export interface Trace {
  readonly subjects: ReadonlySet<Subject>;
  readonly unknowns: readonly Unknown[];
}

/** Everything of a snapshot, by what it is looked up by; made once for all views of it. */
export class Index {
  readonly snapshot: Snapshot;
  readonly objects = new Map<KindId, Map<string, KubernetesObject>>();
  readonly answers = new Map<string, AnswerTo<Question>>();
  /** Of each kind: where nothing that matters can have been missed, `*` being everywhere. */
  readonly complete = new Map<KindId, Set<string>>();
  /** As `complete`, but with lists that kept everything. */
  readonly whole = new Map<KindId, Set<string>>();
  readonly absent = new Set<string>();
  readonly gaps: Unknown[] = [];

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    for (const { question, answer } of snapshot.exchanges) {
      this.answers.set(questionKey(question), answer);
      if (question.ask !== 'get' && question.ask !== 'list') continue;
      const { kind, namespace } = question;
      const name = question.ask === 'get' ? question.name : undefined;
      if (isGap(answer)) {
        this.gaps.push({ kind, namespace, name, gap: answer });
        // Where the kind itself is not there, neither is any object of it.
        if (answer.gap === 'KindNotInstalled') this.#note(this.whole, kind, '*');
        if (answer.gap === 'KindNotInstalled') this.#note(this.complete, kind, '*');
        continue;
      }
      const { objects } = answer as Extract<AnswerTo<typeof question>, { objects: unknown }>;
      for (const object of objects)
        this.#ofKind(kind).set(path(object.metadata.namespace, object.metadata.name), object);
      if (name !== undefined && objects.length === 0) this.absent.add(`${kind} ${path(namespace, name)}`);
      if (question.ask === 'get') continue;
      this.#note(this.complete, kind, namespace ?? '*');
      if (!question.labels && !question.fields && !question.keep) this.#note(this.whole, kind, namespace ?? '*');
    }
  }

  #ofKind(kind: KindId): Map<string, KubernetesObject> {
    const objects = this.objects.get(kind) ?? new Map<string, KubernetesObject>();
    this.objects.set(kind, objects);
    return objects;
  }

  #note(places: Map<KindId, Set<string>>, kind: KindId, place: string): void {
    const of = places.get(kind) ?? new Set();
    places.set(kind, of.add(place));
  }
}

/** A view, and what it is used for. */
export function createView(index: Index): { readonly view: View; readonly trace: Trace } {
  const subjects = new Set<Subject>();
  const unknowns: Unknown[] = [];
  const { snapshot } = index;

  const covers = (places: Map<KindId, Set<string>>, kind: KindId, namespace: string | undefined) =>
    places.get(kind)?.has('*') === true || (namespace !== undefined && places.get(kind)?.has(namespace) === true);
  const isAbsent = (kind: KindId, namespace: string | undefined, name: string) =>
    index.absent.has(`${kind} ${path(namespace, name)}`) ||
    (index.objects.get(kind)?.has(path(namespace, name)) !== true && covers(index.whole, kind, namespace));
  const noteUnknown = (kind: KindId, namespace: string | undefined, name?: string) => {
    const known = index.gaps.find(
      (gap) =>
        gap.kind === kind &&
        (gap.name === undefined || gap.name === name) &&
        (gap.namespace === undefined || gap.namespace === namespace),
    );
    if (known) unknowns.push(known);
  };

  return {
    trace: { subjects, unknowns },
    view: {
      scope: snapshot.scope,
      now: Date.parse(snapshot.takenAt),
      get(kind, namespace, name) {
        subjects.add(kind);
        const object = index.objects.get(kind)?.get(path(KINDS[kind].isNamespaced ? namespace : undefined, name));
        if (!object && !isAbsent(kind, namespace, name)) noteUnknown(kind, namespace, name);
        return object as Kinds[typeof kind] | undefined;
      },
      list(kind, namespace) {
        subjects.add(kind);
        if (!covers(index.complete, kind, namespace)) noteUnknown(kind, namespace);
        const all = [...(index.objects.get(kind)?.values() ?? [])] as Kinds[typeof kind][];
        return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
      },
      isAbsent(kind, namespace, name) {
        subjects.add(kind);
        const place = KINDS[kind].isNamespaced ? namespace : undefined;
        const is = isAbsent(kind, place, name);
        if (!is && index.objects.get(kind)?.has(path(place, name)) !== true) noteUnknown(kind, place, name);
        return is;
      },
      isComplete(kind, namespace) {
        subjects.add(kind);
        return covers(index.complete, kind, namespace);
      },
      answer(question) {
        subjects.add(subjectOf(question));
        return index.answers.get(questionKey(question)) as AnswerTo<typeof question> | undefined;
      },
      answers(ask) {
        if (ask !== 'get' && ask !== 'list') subjects.add(ask);
        return snapshot.exchanges.filter(({ question }) => question.ask === ask) as never;
      },
    },
  };
}

function subjectOf(question: Question): Subject {
  return question.ask === 'get' || question.ask === 'list' ? question.kind : question.ask;
}

function path(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
