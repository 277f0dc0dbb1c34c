import { Document, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Place } from '../place.ts';
import { keyOf, type Path } from './field-path.ts';
import type { Locate } from './place.ts';
import type { Role } from '../kustomization-fields.ts';

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

/** A document is parsed when its data or its nodes are first asked for. */
export interface PartDocument {
  /** Its text; undefined where it is not a text of its own. */
  readonly text?: string;
  readonly data: unknown;
  /** In the order of the text, by the keys of their paths. */
  readonly nodes: ReadonlyMap<string, Node>;
}

/** A value in a document. */
export interface Node {
  readonly path: Path;
  /** undefined: a map, a list or null. */
  readonly value?: string | number | boolean;
  /** The value as it is written. */
  readonly text: string;
  /** Where the value stands; of a map or a list, where its key does. */
  readonly offset: number;
}

/** A node of a part: the origin of a value. */
export interface Found extends Node {
  readonly part: Part;
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
  if (role === 'content') return String(changes[0] ?? documents[0]?.data);
  if (role === 'lines') return ((changes[0] ?? documents[0]?.data) as string[]).join('\n');
  const texts = documents.map(({ text, data }, index) =>
    changes[index] === undefined ? (text ?? JSON.stringify(data)) : JSON.stringify(changes[index]),
  );
  return texts.join('\n---\n');
}

function documentsOf(role: Role, text: string): PartDocument[] {
  if (role === 'other') return [];
  if (role === 'content') return [{ data: text, nodes: byPath([{ path: [], value: text, text, offset: 0 }]) }];
  if (role === 'lines') {
    const data = text.split('\n');
    const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const nodes = data.map((line, index) => ({ path: [index], value: line, text: line, offset: starts[index] ?? 0 }));
    return [{ data, nodes: byPath(nodes) }];
  }
  let start = 0;
  return text.split(/^(?=---\s)/m).map((each) => {
    const offset = start;
    start += each.length;
    let read: Omit<PartDocument, 'text'> | undefined;
    const document = () => {
      read ??= readDocument(parseDocument(each, { merge: true, uniqueKeys: false, logLevel: 'silent' }), offset);
      return read;
    };
    return {
      text: each,
      get data() {
        return document().data;
      },
      get nodes() {
        return document().nodes;
      },
    };
  });
}

function readDocument(document: Document, start = 0): Omit<PartDocument, 'text'> {
  try {
    const nodes = [...nodesOf(document, document.contents, [])];
    return {
      data: document.toJS() as unknown,
      nodes: byPath(nodes.map((node) => ({ ...node, offset: start + node.offset }))),
    };
  } catch {
    // Such as an alias without its anchor.
    return { data: undefined, nodes: new Map() };
  }
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
    else yield { path, text: '', offset: key ?? offset };
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
  const name = String(isScalar(key) ? key.value : key);
  const offset = isScalar(key) ? key.range?.[0] : undefined;
  // A merge, `<<: *anchor`, brings entries, and no map.
  const isMerge = name.includes('<<') && (isAlias(value) || isMap(value));
  for (const node of nodesOf(document, value, isMerge ? path : [...path, name], offset))
    if (!isMerge || node.path.length > path.length) yield node;
}
