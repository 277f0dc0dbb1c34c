import { isMap, LineCounter, parse, parseAllDocuments } from 'yaml';
import type { RenderedObject } from '../../../render/objects.ts';
import type { Place } from './place.ts';
import type { TextFile } from './files.ts';

/** A file that cannot be read, and where. */
export interface Unreadable {
  readonly place: Place;
  /** The parser's words. */
  readonly message: string;
}

export interface Documents {
  readonly file: string;
  readonly objects: readonly RenderedObject[];
  readonly problems: readonly Unreadable[];
}

/** What a file can be, by a look at its text; parsing all that a repository has takes long. */
const KIND = /^\s*["']?kind["']?\s*:/m;
const API_VERSION = /^\s*["']?apiVersion["']?\s*:/m;

/** Whether the text has an object of the API server's. */
export function mayHoldObjects({ text }: TextFile): boolean {
  return KIND.test(text) && API_VERSION.test(text);
}

/** The objects of a file, and of the lists in it; other documents are left out. */
export function documentsOf({ path, text }: TextFile): Documents {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter });
  const objects: RenderedObject[] = [];
  const problems: Unreadable[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    if (error) {
      const { line, col: column } = counter.linePos(error.pos[0]);
      problems.push({ place: { file: path, line, column }, message: error.message.split('\n')[0] ?? '' });
    } else if (isMap(document.contents)) objects.push(...objectsIn(document.toJS()));
  }
  return { file: path, objects, problems };
}

/** An object, or the items of a list such as `kubectl get -o yaml` prints. */
export function objectsIn(value: unknown): readonly RenderedObject[] {
  if (typeof value !== 'object' || value === null) return [];
  const { apiVersion, kind, items, metadata } = value as Partial<RenderedObject> & { readonly items?: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  if (Array.isArray(items) && kind.endsWith('List')) return items.flatMap(objectsIn);
  return typeof metadata?.name === 'string' ? [value as RenderedObject] : [];
}

/** A file of one document; empty where it cannot be read. */
export function contentOf({ text }: TextFile): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(text, { logLevel: 'silent' });
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
