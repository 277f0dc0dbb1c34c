import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar, type Node } from 'yaml';

/** The keys to a value: names in maps, numbers in lists. */
export type Path = readonly (string | number)[];

/** Reads `spec/ports/0/name`, with `~1` for a slash in a key, as JSON pointers have it (RFC 6901). */
export function pathOf(pointer: string): Path {
  return pointer.split('/').map((key) => (/^\d+$/.test(key) ? Number(key) : key.replaceAll('~1', '/')));
}

export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('/', '~1')}`).join('');
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], data);
}

/** Which document of a file, by its kind and, if it is given, its name. */
export interface Wanted {
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * Changes a document of a file, or makes the file.
 * @returns where a path stands afterwards: `file:line`, of its key or, in a list, of its entry
 */
export function edit(
  root: string,
  file: string,
  wanted: Wanted,
  change: (document: Document.Parsed | Document) => Path,
): string {
  const documents: (Document.Parsed | Document)[] = [...documentsIn(root, file)];
  const document = wantedOf(documents, wanted);
  if (!document) throw new Error(`${file} has no ${wanted.kind ?? 'document'} ${wanted.name ?? ''}`);
  const path = change(document);
  writeFileSync(join(root, file), documents.map((each) => each.toString({ lineWidth: 0 })).join(''));
  return placeOf(root, file, wanted, path);
}

/** Writes a file of one document. */
export function create(root: string, file: string, data: unknown): void {
  writeFileSync(join(root, file), new Document(data).toString({ lineWidth: 0 }));
}

/** `file:line` of a path in a document of a file; of one that is absent, of its nearest parent. */
export function placeOf(root: string, file: string, wanted: Wanted, path: Path): string {
  const counter = new LineCounter();
  const document = wantedOf(documentsIn(root, file, counter), wanted);
  const node = document && nodeAt(document.contents, path);
  return `${file}:${counter.linePos(node?.range?.[0] ?? 0).line}`;
}

/** The line of a path in a text of one document, from 1. */
export function lineIn(text: string, path: Path): number {
  const counter = new LineCounter();
  const [document] = parseAllDocuments(text, { lineCounter: counter });
  const node = document && 'contents' in document ? nodeAt(document.contents, path) : undefined;
  return counter.linePos(node?.range?.[0] ?? 0).line;
}

/** A text as a literal block. */
export function block(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'BLOCK_LITERAL';
  return scalar;
}

function documentsIn(root: string, file: string, lineCounter = new LineCounter()): Document.Parsed[] {
  const documents = parseAllDocuments(readFileSync(join(root, file), 'utf8'), { lineCounter });
  return 'empty' in documents ? [] : documents;
}

/** The document of a kind that has the name, or else the only one of the kind. */
function wantedOf<T extends Document>(documents: readonly T[], { kind, name }: Wanted): T | undefined {
  const alike = documents.filter((each) => kind === undefined || each.getIn(['kind']) === kind);
  return alike.length === 1 || name === undefined
    ? alike[0]
    : alike.find((each) => each.getIn(['metadata', 'name']) === name);
}

function nodeAt(root: Node | null, path: Path): Node | undefined {
  let found: Node | undefined;
  let inside: unknown = root;
  for (const key of path) {
    if (isSeq(inside)) inside = found = inside.items[Number(key)] as Node | undefined;
    else if (isMap(inside)) {
      const pair = inside.items.find((each) => isPair(each) && isScalar(each.key) && each.key.value === key);
      if (!pair) break;
      found = pair.key as Node;
      inside = pair.value;
    } else break;
  }
  return found;
}
