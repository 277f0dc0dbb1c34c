import { KINDS, type KindId, type Kinds } from './kinds.ts';

/** What a selection compares with: a name, a uid, a host, or labels. */
type Value = string | Readonly<Record<string, string>>;

/** Texts that lead from a value to the objects that may fit it. */
export interface Keys<K extends KindId, V extends Value> {
  of(object: Kinds[K]): readonly string[];
  /** An object that fits has one of these. */
  for(value: V): readonly string[];
  /** Whether it has all of them. */
  readonly isAll?: true;
}

/** A way to tell which objects of a kind are meant. It is stated once, and asks, keeps and finds. */
export interface Selection<K extends KindId = KindId, V extends Value = Value> {
  /** Unique; it stands in questions and dumps. */
  readonly name: string;
  fits(object: Kinds[K], value: V): boolean;
  /** What an object that fits is found by. Default: all objects are gone through. */
  readonly keys?: Keys<K, V>;
  /** How the API server itself selects by it, if it can. */
  readonly atServer?: 'metadata.name' | 'labels' | 'involvedObject.uid';
  /** A field selector that all objects satisfy that it can fit. */
  readonly always?: string;
}

/**
 * What somebody wants to know of a cluster: the objects of a kind, in one namespace or in all, that a selection fits.
 * Whoever follows a relation makes one; the look-up in a snapshot, the question to a cluster and the filter of a list
 * come from it.
 */
export interface Demand<K extends KindId = KindId> {
  readonly kind: K;
  /** Default: all namespaces. */
  readonly namespace?: string | undefined;
  /** Default: every object. */
  readonly by?: undefined | { readonly selection: Selection<K>; readonly value: Value };
}

/** Every object of a kind, in one namespace or in all. */
export function every<K extends KindId>(kind: K, namespace?: string): Demand<K> {
  return namespace === undefined || !KINDS[kind].isNamespaced ? { kind } : { kind, namespace };
}

/** Makes demands out of a selection. */
export function demand<K extends KindId, V extends Value>(
  kind: K,
  selection: Selection<NoInfer<K>, V>,
  value: V,
  namespace?: string,
): Demand<K> {
  return { kind, namespace: KINDS[kind].isNamespaced ? namespace : undefined, by: { selection, value } };
}

const BY_NAME: Selection<KindId, string> = {
  name: 'name',
  fits: ({ metadata }, name) => metadata.name === name,
  keys: { of: ({ metadata }) => [metadata.name], for: (name) => [name] },
  atServer: 'metadata.name',
};
const BY_LABELS: Selection<KindId, Readonly<Record<string, string>>> = {
  name: 'labels',
  fits: ({ metadata }, labels) => hasLabels(metadata.labels, labels),
  keys: { of: ({ metadata }) => labelTexts(metadata.labels), for: labelTexts, isAll: true },
  atServer: 'labels',
};

/** The one object of this name. */
export function named<K extends KindId>(kind: K, namespace: string | undefined, name: string): Demand<K> {
  return demand(kind, BY_NAME, name, namespace);
}

/** The objects that have all of these labels. */
export function labelled<K extends KindId>(
  kind: K,
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
): Demand<K> {
  return demand(kind, BY_LABELS, labels, namespace);
}

/** Whether labels satisfy a selector; an empty one selects everything. */
export function hasLabels(
  labels: Readonly<Record<string, string>> | undefined,
  selector: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([label, value]) => labels?.[label] === value);
}

/** Each label as `label=value`. */
export function labelTexts(labels: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.entries(labels ?? {}).map(([label, value]) => `${label}=${value}`);
}

/** The name in a demand for one object; undefined in any other. */
export function nameIn({ by }: Demand): string | undefined {
  return by?.selection.atServer === 'metadata.name' ? (by.value as string) : undefined;
}

/** Whether an object of the demand's kind is one of those that it is for. */
export function fits(object: Kinds[KindId], { namespace, by }: Demand): boolean {
  return (
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (by === undefined || by.selection.fits(object, by.value))
  );
}

/** A demand as it stands in a dump. */
export interface WrittenDemand {
  readonly kind: KindId;
  readonly namespace?: string | undefined;
  /** The name of its selection. */
  readonly by?: string;
  readonly value?: Value;
}

export function written({ by, ...demand }: Demand): WrittenDemand {
  return by === undefined ? demand : { ...demand, by: by.selection.name, value: by.value };
}

/** Equal for equal demands, and readable. @param namespace in place of the demand's own */
export function demandKey({ kind, by, namespace: own }: Demand, namespace = own): string {
  return by === undefined ? keyOf(kind, namespace) : keyOf(kind, namespace, by.selection.name, by.value);
}

export function keyOfWritten({ kind, namespace, by, value }: WrittenDemand): string {
  return keyOf(kind, namespace, by, value);
}

function keyOf(kind: KindId, namespace = '*', by?: string, value: Value = ''): string {
  return by === undefined ? `${kind} ${namespace}` : `${kind} ${namespace} ${by}=${textOf(value)}`;
}

const TEXTS = new WeakMap<object, string>();

/** A name as it is; labels as a selector of the API server: `a=1,b=2`. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  const known = TEXTS.get(value);
  if (known !== undefined) return known;
  const text = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, each]) => `${label}=${each}`)
    .join(',');
  TEXTS.set(value, text);
  return text;
}
