import { demandKey, named, type Demand } from './demand.ts';
import { KINDS, type KindId, type Kinds } from './kinds.ts';
import type { KubernetesObject } from './objects/kubernetes-object.ts';
import { questionKey, type AnswerTo } from './question.ts';
import type { Scope } from './scope.ts';
import type { Known, Other, Snapshot, Trace, Unknown } from './snapshot.ts';

/**
 * A snapshot to look things up in. What is not found is either absent or not known; {@link View.isComplete} tells the
 * difference. What nobody has asked for yet is wanted from then on, and known at the next round.
 */
export interface View {
  readonly scope: Scope;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What is known of the objects that a demand is for. */
  list<K extends KindId>(demand: Demand<K>): readonly Kinds[K][];
  /** Whether {@link list} gives all that there are. */
  isComplete(demand: Demand): boolean;
  get<K extends KindId>(kind: K, namespace: string | undefined, name: string): Kinds[K] | undefined;
  /** Whether it is known that there is no such object. */
  isAbsent(kind: KindId, namespace: string | undefined, name: string): boolean;
  /** What the network, a log, git or the API server's authorizer says; undefined where it is not known. */
  ask<Q extends Other>(question: Q): AnswerTo<Q> | undefined;
  /**
   * Computes something once for all views of a snapshot, since many checks need the same. The trace of the view is the
   * same whether it was computed before or not.
   * @param what names it, with everything that it depends on
   */
  remember<T>(what: string, find: () => T): T;
}

/**
 * A function that is computed once for all views of a snapshot.
 * @param what names it; no other function may have the name
 */
export function remembered<A extends readonly (string | KubernetesObject)[], T>(
  what: string,
  find: (view: View, ...of: A) => T,
): (view: View, ...of: A) => T {
  return (view, ...of) => view.remember(of.reduce<string>(keyWith, what), () => find(view, ...of));
}

function keyWith(key: string, of: string | KubernetesObject): string {
  if (typeof of === 'string') return `${key} ${of}`;
  const { namespace = '', name, uid = `${namespace}/${name}` } = of.metadata;
  return `${key} ${uid}`;
}

/** Makes a view, and a trace that records what it is used for. */
export function createView(snapshot: Snapshot): { readonly view: View; readonly trace: Trace } {
  const trace = new OpenTrace();
  return { view: new TracedView(snapshot, trace), trace };
}

/** A trace contains others, which many have in common, so it is put together when somebody reads it. */
class OpenTrace implements Trace {
  readonly #unknowns = new Set<Unknown>();
  readonly #demands = new Map<string, Demand>();
  readonly #questions = new Map<string, Other>();
  readonly #parts = new Set<OpenTrace>();
  isSettled = true;

  addUnknown(unknown: Unknown): void {
    this.#unknowns.add(unknown);
  }

  addDemand(demand: Demand): void {
    this.#demands.set(demandKey(demand), demand);
    this.isSettled = false;
  }

  addQuestion(key: string, question: Other): void {
    this.#questions.set(key, question);
    this.isSettled = false;
  }

  /** @param part to which nothing is added any more */
  addPart(part: OpenTrace): void {
    if (part.isSettled && part.#unknowns.size + part.#parts.size === 0) return;
    this.#parts.add(part);
    this.isSettled &&= part.isSettled;
  }

  get unknowns(): ReadonlySet<Unknown> {
    return new Set([...this.#withParts()].flatMap((each) => [...each.#unknowns]));
  }

  get demands(): ReadonlyMap<string, Demand> {
    return new Map([...this.#withParts()].flatMap((each) => [...each.#demands]));
  }

  get questions(): ReadonlyMap<string, Other> {
    return new Map([...this.#withParts()].flatMap((each) => [...each.#questions]));
  }

  #withParts(): ReadonlySet<OpenTrace> {
    const all = new Set<OpenTrace>([this]);
    // A set goes on with what is added to it on the way.
    for (const each of all) for (const part of each.#parts) all.add(part);
    return all;
  }
}

class TracedView implements View {
  readonly scope: Scope;
  readonly now: number;
  readonly #snapshot: Snapshot;
  /** The trace of the view or, inside of {@link remember}, that of the computation. */
  #trace: OpenTrace;

  constructor(snapshot: Snapshot, trace: OpenTrace) {
    this.scope = snapshot.scope;
    this.now = snapshot.now;
    this.#snapshot = snapshot;
    this.#trace = trace;
  }

  list<K extends KindId>(demand: Demand<K>): readonly Kinds[K][] {
    return this.#lookAt(demand).objects;
  }

  isComplete(demand: Demand): boolean {
    return this.#lookAt(demand).isComplete;
  }

  #lookAt<K extends KindId>(demand: Demand<K>): Known<K> {
    const known = this.#snapshot.known(demand);
    if (!known.isAsked) this.#trace.addDemand(demand);
    if (known.gap && !KINDS[demand.kind].isOptional) this.#trace.addUnknown(known.gap);
    return known;
  }

  get<K extends KindId>(kind: K, namespace: string | undefined, name: string): Kinds[K] | undefined {
    return this.list(named(kind, namespace, name))[0];
  }

  isAbsent(kind: KindId, namespace: string | undefined, name: string): boolean {
    const { isComplete, objects } = this.#lookAt(named(kind, namespace, name));
    return isComplete && objects.length === 0;
  }

  ask<Q extends Other>(question: Q): AnswerTo<Q> | undefined {
    const key = questionKey(question);
    const told = this.#snapshot.told(key);
    if (!told) this.#trace.addQuestion(key, question);
    return told?.answer as AnswerTo<Q> | undefined;
  }

  remember<T>(what: string, find: () => T): T {
    const { computed } = this.#snapshot;
    const known = computed.get(what);
    if (known) {
      if (known.trace instanceof OpenTrace) this.#trace.addPart(known.trace);
      return known.result as T;
    }
    const outer = this.#trace;
    const inner = (this.#trace = new OpenTrace());
    try {
      const result = find();
      computed.set(what, { result, trace: inner });
      return result;
    } finally {
      this.#trace = outer;
      outer.addPart(inner);
    }
  }
}
