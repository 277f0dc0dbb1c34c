import { Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { keyOf, type Path } from './field-path.ts';
import type { Place } from '../place.ts';
import type { Locate } from './place.ts';
import type { Role } from './source-files.ts';

/** A text that a render reads: a file, what an Application adds, or YAML inside a scalar of one of them. */
export interface Part {
  readonly role: Role | 'given';
  /** Absolute, of a file. */
  readonly path?: string;
  /** The scalar that this part is the text of. */
  readonly host?: { readonly part: Part; readonly document: number; readonly path: Path };
  readonly documents: readonly PartDocument[];
  readonly locate: Locate;
}

export interface PartDocument {
  readonly data: unknown;
  /** In the order of the text, by the keys of their paths. */
  readonly nodes: ReadonlyMap<string, Node>;
}

/** A value in a document. */
export interface Node {
  readonly path: Path;
  /** undefined: a map or a list. */
  readonly value?: string | number | boolean;
  /** The value as it is written. */
  readonly text: string;
  /** Where the value stands; of a map or a list, where its key does. */
  readonly offset: number;
}

/** Reads a text as a part. Of YAML that cannot be read it has what can be. */
export function readPart(role: Role, text: string, from: Pick<Part, 'path' | 'host' | 'locate'>): Part {
  return { role, ...from, documents: documentsOf(role, text) };
}

/** What an Application adds, which is plain data, as a part. */
export function givenPart(data: unknown, at: (path: Path) => Promise<Place | undefined>): Part {
  return { role: 'given', locate: at, documents: [readDocument(new Document(data))] };
}

/** The text of a part with other values, by the keys of their paths in each document. */
export function textOf({ role, documents }: Part, changes: readonly unknown[]): string {
  const data = documents.map((document, index) => changes[index] ?? document.data);
  if (role === 'content') return String(data[0]);
  if (role === 'lines') return (data[0] as string[]).join('\n');
  return data.map((each) => JSON.stringify(each)).join('\n---\n');
}

function documentsOf(role: Role, text: string): PartDocument[] {
  if (role === 'content') return [{ data: text, nodes: byPath([{ path: [], value: text, text, offset: 0 }]) }];
  if (role === 'lines') {
    const data = text.split('\n');
    const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const nodes = data.map((line, index) => ({ path: [index], value: line, text: line, offset: starts[index] ?? 0 }));
    return [{ data, nodes: byPath(nodes) }];
  }
  return parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: 'silent' }).map(readDocument);
}

function readDocument(document: Document): PartDocument {
  return { data: document.toJS() as unknown, nodes: byPath(nodesOf(document, document.contents, [])) };
}

function byPath(nodes: Iterable<Node>): ReadonlyMap<string, Node> {
  return new Map([...nodes].map((node) => [keyOf(node.path), node]));
}

function* nodesOf(document: Document, node: unknown, path: Path, key?: number): Iterable<Node> {
  if (isAlias(node)) {
    yield* nodesOf(document, node.resolve(document), path, key);
    return;
  }
  const offset = (isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined) ?? 0;
  if (isScalar(node)) {
    const { value, source } = node;
    if (typeof value === 'string') yield { path, value, text: value, offset };
    else if (typeof value === 'number' || typeof value === 'boolean')
      yield { path, value, text: source ?? String(value), offset };
    return;
  }
  if (!isMap(node) && !isSeq(node)) return;
  yield { path, text: '', offset: key ?? offset };
  for (const [index, item] of node.items.entries())
    if (isSeq(node)) yield* nodesOf(document, item, [...path, index]);
    else yield* nodesOfPair(document, item as { key: unknown; value: unknown }, path);
}

function* nodesOfPair(
  document: Document,
  { key, value }: { key: unknown; value: unknown },
  path: Path,
): Iterable<Node> {
  const name = isScalar(key) ? String(key.value) : String(key);
  const isMerge = name === '<<';
  yield* nodesOf(document, value, isMerge ? path : [...path, name], isScalar(key) ? key.range?.[0] : undefined);
}
