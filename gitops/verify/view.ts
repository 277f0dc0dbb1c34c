import { isGap, type Gap } from './gap.ts';
import { KINDS, type KindId, type Kinds } from './kinds.ts';
import type { KubernetesObject } from './objects/kubernetes-object.ts';
import { questionKey, type AnswerTo, type Question, type Subject } from './question.ts';
import type { Scope } from './scope.ts';
import type { Snapshot } from './snapshot.ts';

/** Something that was looked for and is not known: it may or may not be there. */
export interface Unknown {
  readonly kind: KindId;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly gap: Gap;
}

type Exchanges<A extends Question['ask']> = readonly {
  readonly question: Extract<Question, { ask: A }>;
  readonly answer: AnswerTo<Extract<Question, { ask: A }>>;
}[];

/**
 * A snapshot to look things up in. What is not found is either absent or not known; {@link isAbsent} and
 * {@link isComplete} tell the difference.
 */
export interface View {
  readonly scope: Scope;
  /** Milliseconds since 1970. */
  readonly now: number;
  get<K extends KindId>(kind: K, namespace: string | undefined, name: string): Kinds[K] | undefined;
  /** The objects of a kind that were kept, in one namespace or in all that were asked for. */
  list<K extends KindId>(kind: K, namespace?: string): readonly Kinds[K][];
  /** Whether it is known that there is no such object. */
  isAbsent(kind: KindId, namespace: string | undefined, name: string): boolean;
  /** Whether `list` gives every object that matters. */
  isComplete(kind: KindId, namespace?: string): boolean;
  /** The answer to a question that was asked. */
  answer<Q extends Question>(question: Q): AnswerTo<Q> | undefined;
  /** Every question of one sort with its answer. */
  answers<A extends Question['ask']>(ask: A): Exchanges<A>;
  /**
   * Computes something once for all views of a snapshot, since many checks need the same. The trace of the view is the
   * same whether it was computed before or not.
   * @param what names it, with everything that it depends on
   */
  once<T>(what: string, find: () => T): T;
}

/** What a view was used for. */
export interface Trace {
  readonly subjects: ReadonlySet<Subject>;
  readonly unknowns: ReadonlySet<Unknown>;
}

/** A snapshot, arranged for looking things up; made once for all views of it. */
export class Index {
  readonly snapshot: Snapshot;
  /** As {@link View.now}. */
  readonly now: number;
  readonly objects = new Map<KindId, Map<string, KubernetesObject>>();
  readonly answers = new Map<string, AnswerTo<Question>>();
  /** What {@link View.once} has computed, with what was looked at for it. */
  readonly found = new Map<string, { readonly result: unknown; readonly trace: Trace }>();
  /** By kind, the namespaces in which every object that matters is known; `*` stands for all namespaces. */
  readonly #complete = new Map<KindId, Set<string>>();
  /** The same for every object, whether it matters or not. */
  readonly #whole = new Map<KindId, Set<string>>();
  readonly #absent = new Set<string>();
  readonly #gaps: Unknown[] = [];

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.now = Date.parse(snapshot.takenAt);
    for (const { question, answer } of snapshot.exchanges) {
      this.answers.set(questionKey(question), answer);
      if (question.ask !== 'get' && question.ask !== 'list') continue;
      const { kind, namespace } = question;
      const name = question.ask === 'get' ? question.name : undefined;
      if (isGap(answer)) {
        this.#gaps.push({ kind, namespace, name, gap: answer });
        // Where the kind does not exist, no object of it does.
        if (answer.gap === 'KindNotInstalled') this.#note(this.#whole, kind, '*');
        if (answer.gap === 'KindNotInstalled') this.#note(this.#complete, kind, '*');
        continue;
      }
      const { objects } = answer as Extract<AnswerTo<typeof question>, { objects: unknown }>;
      for (const object of objects)
        this.#ofKind(kind).set(path(object.metadata.namespace, object.metadata.name), object);
      if (name !== undefined && objects.length === 0) this.#absent.add(`${kind} ${path(namespace, name)}`);
      if (question.ask === 'get') continue;
      this.#note(this.#complete, kind, namespace ?? '*');
      if (!question.labels && !question.fields && !question.keep) this.#note(this.#whole, kind, namespace ?? '*');
    }
  }

  object(kind: KindId, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.objects.get(kind)?.get(path(namespace, name));
  }

  isAbsent(kind: KindId, namespace: string | undefined, name: string): boolean {
    if (this.#absent.has(`${kind} ${path(namespace, name)}`)) return true;
    return this.object(kind, namespace, name) === undefined && covers(this.#whole, kind, namespace);
  }

  isComplete(kind: KindId, namespace: string | undefined): boolean {
    return covers(this.#complete, kind, namespace);
  }

  /** Why an object or, without a name, the objects of a kind are not known. */
  gap(kind: KindId, namespace: string | undefined, name?: string): Unknown | undefined {
    return this.#gaps.find(
      (gap) =>
        gap.kind === kind &&
        (gap.name === undefined || gap.name === name) &&
        (gap.namespace === undefined || gap.namespace === namespace),
    );
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

/** Makes a view, and a trace that records what it is used for. */
export function createView(index: Index): { readonly view: View; readonly trace: Trace } {
  const trace = new OpenTrace();
  return { view: new TracedView(index, trace), trace };
}

class OpenTrace implements Trace {
  readonly subjects = new Set<Subject>();
  readonly unknowns = new Set<Unknown>();

  add({ subjects, unknowns }: Trace): void {
    for (const subject of subjects) this.subjects.add(subject);
    for (const unknown of unknowns) this.unknowns.add(unknown);
  }
}

class TracedView implements View {
  readonly scope: Scope;
  readonly now: number;
  readonly #index: Index;
  /** The trace of the view or, inside of {@link once}, that of the computation. */
  #trace: OpenTrace;

  constructor(index: Index, trace: OpenTrace) {
    this.scope = index.snapshot.scope;
    this.now = index.now;
    this.#index = index;
    this.#trace = trace;
  }

  get<K extends KindId>(kind: K, namespace: string | undefined, name: string): Kinds[K] | undefined {
    this.#trace.subjects.add(kind);
    const object = this.#index.object(kind, KINDS[kind].isNamespaced ? namespace : undefined, name);
    if (!object && !this.#index.isAbsent(kind, namespace, name)) this.#noteGap(kind, namespace, name);
    return object as Kinds[K] | undefined;
  }

  list<K extends KindId>(kind: K, namespace?: string): readonly Kinds[K][] {
    this.#trace.subjects.add(kind);
    if (!this.#index.isComplete(kind, namespace)) this.#noteGap(kind, namespace);
    const all = [...(this.#index.objects.get(kind)?.values() ?? [])] as Kinds[K][];
    return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  isAbsent(kind: KindId, namespace: string | undefined, name: string): boolean {
    this.#trace.subjects.add(kind);
    const place = KINDS[kind].isNamespaced ? namespace : undefined;
    const is = this.#index.isAbsent(kind, place, name);
    if (!is && !this.#index.object(kind, place, name)) this.#noteGap(kind, place, name);
    return is;
  }

  isComplete(kind: KindId, namespace?: string): boolean {
    this.#trace.subjects.add(kind);
    return this.#index.isComplete(kind, namespace);
  }

  answer<Q extends Question>(question: Q): AnswerTo<Q> | undefined {
    this.#trace.subjects.add(subjectOf(question));
    return this.#index.answers.get(questionKey(question)) as AnswerTo<Q> | undefined;
  }

  answers<A extends Question['ask']>(ask: A): Exchanges<A> {
    if (ask !== 'get' && ask !== 'list') this.#trace.subjects.add(ask);
    return this.#index.snapshot.exchanges.filter(({ question }) => question.ask === ask) as never;
  }

  once<T>(what: string, find: () => T): T {
    const { found } = this.#index;
    const known = found.get(what);
    if (known) {
      this.#trace.add(known.trace);
      return known.result as T;
    }
    const outer = this.#trace;
    const inner = (this.#trace = new OpenTrace());
    try {
      const result = find();
      found.set(what, { result, trace: inner });
      return result;
    } finally {
      this.#trace = outer;
      outer.add(inner);
    }
  }

  #noteGap(kind: KindId, namespace: string | undefined, name?: string): void {
    const gap = this.#index.gap(kind, namespace, name);
    if (gap) this.#trace.unknowns.add(gap);
  }
}

function subjectOf(question: Question): Subject {
  return question.ask === 'get' || question.ask === 'list' ? question.kind : question.ask;
}

/** Whether a kind is noted for a namespace, or for all. */
function covers(places: Map<KindId, Set<string>>, kind: KindId, namespace: string | undefined): boolean {
  const of = places.get(kind);
  return of !== undefined && (of.has('*') || (namespace !== undefined && of.has(namespace)));
}

function path(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
