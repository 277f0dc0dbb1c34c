import { isMap, parse, parseAllDocuments, type Document } from 'yaml';
import type { RenderedObject } from '../../../render/objects.ts';
import { AS_GO } from '../../../yaml-text.ts';
import { isJsonnet, type TextFile } from './files.ts';
import { positionsOf, type Unreadable } from './place.ts';

/** What an object is of. */
type Type = Pick<RenderedObject, 'apiVersion' | 'kind'>;

export interface Documents {
  readonly file: string;
  readonly objects: readonly RenderedObject[];
  /** What the lists of one kind in the file are of, which may have no items. */
  readonly listed: readonly Type[];
  /** Documents that are no objects. */
  readonly others: readonly Unreadable[];
  /** What cannot be read. */
  readonly problems: readonly Unreadable[];
}

/** Objects, and the kinds that are told with all objects that there are. */
export type Given = Pick<Documents, 'objects' | 'listed'>;

/** What a file can be, by a look at its text; parsing all that a repository has takes long. */
const KIND = /(^|[{,])\s*["']?kind["']?\s*:/m;
const API_VERSION = /(^|[{,])\s*["']?apiVersion["']?\s*:/m;

/** Whether the text has an object of the API server's. */
export function mayHoldObjects(file: TextFile): boolean {
  const { text } = file;
  return !isJsonnet(file) && KIND.test(text) && API_VERSION.test(text);
}

/** Whether a file is a template, of whatever program: YAML only after that has filled it in. */
export function isTemplate(text: string): boolean {
  return /\{\{|\{%/.test(text);
}

/** The objects of a file, and of the lists in it; other documents are left out. */
export function documentsOf({ path, text }: TextFile): Documents {
  const options = { ...AS_GO, prettyErrors: false } as const;
  const objects: RenderedObject[] = [];
  const listed: Type[] = [];
  const others: Unreadable[] = [];
  const problems: Unreadable[] = [];
  const at = (offset: number, message: string): Unreadable => ({
    ...{ place: { file: path, ...positionsOf(text)(offset) }, message },
  });
  for (const document of parseAllDocuments(text, options)) {
    const [error] = document.errors;
    const { contents } = document;
    if (error) problems.push(at(error.pos[0], error.message));
    else if (isMap(contents)) {
      const value = valueOf(document);
      if (value instanceof Error) problems.push(at(contents.range[0], value.message));
      else {
        objects.push(...objectsIn(value));
        listed.push(...listIn(value));
        if (!document.has('kind')) others.push(at(contents.range[0], "Object 'Kind' is missing"));
      }
    }
  }
  return { file: path, objects, listed, others, problems };
}

/** An alias may lead nowhere, or to too much: then it is an error what keeps the value from being known. */
function valueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error;
  }
}

/** An object, or the items of a list such as `kubectl get -o yaml` prints. */
function objectsIn(value: unknown): readonly RenderedObject[] {
  if (typeof value !== 'object' || value === null) return [];
  const { apiVersion, kind, items, metadata } = value as Partial<RenderedObject> & { readonly items?: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  // The API server leaves out in a list of one kind what all items are.
  const [ofItems = {}] = listIn(value);
  if (Array.isArray(items) && kind.endsWith('List'))
    return items.flatMap((item) => objectsIn({ ...ofItems, ...(item as object) }));
  return typeof metadata?.name === 'string' ? [value as RenderedObject] : [];
}

function listIn(value: unknown): readonly Type[] {
  const { apiVersion, kind, metadata } = value as Partial<RenderedObject>;
  const [, ofItems] = /^(.+)List$/.exec(typeof kind === 'string' ? kind : '') ?? [];
  if (ofItems === undefined || typeof apiVersion !== 'string' || metadata?.name !== undefined) return [];
  return [{ apiVersion, kind: ofItems }];
}

/** A file of one document that GitHub or kustomize reads, to whom `on` is a text; empty where it cannot be read. */
export function contentOf({ text }: Pick<TextFile, 'text'>): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(text, { uniqueKeys: false, merge: true, logLevel: 'silent' });
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
