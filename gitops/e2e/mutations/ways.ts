import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document } from 'yaml';
import { block, create, edit, lineIn, placeOf, pointerOf, valueAt, type Path, type Wanted } from './edit.ts';
import type { Draw } from './draw.ts';
import type { Environment, Part } from './environment.ts';
import type { RenderedObject } from '../../render/objects.ts';

/** How a mutation gets into the files. */
export type Way = (typeof PLAIN)[number] | (typeof LAYERED)[number];

/** In a manifest itself: a value of a base, an object more, a line of a kustomization. */
export const PLAIN = ['base', 'object', 'kustomization'] as const;

/** By something that kustomize lays over manifests, or carries into them. */
export const LAYERED = [
  ...(['strategic patch', 'strategic patch in a file', 'JSON patch', 'JSON patch in a file'] as const),
  ...(['fact', 'generated fact', 'replacement', 'generator', 'images', 'namespace', 'replicas'] as const),
] as const;

/** A copy of the repository in which something is to be changed. */
export interface Copy {
  readonly root: string;
  readonly environment: Environment;
  readonly draw: Draw;
}

/** A field of an object, and what it is changed to; undefined: it is taken out. */
export interface Change {
  readonly part: Part;
  readonly object: RenderedObject;
  readonly path: Path;
  readonly value: unknown;
  /** The file of a base in which it stands and is not overwritten. */
  readonly base?: string | undefined;
}

/** Makes a change. @returns the lines one of which has to be changed back */
export type Write = (copy: Copy) => readonly string[];

/** Every way in which kustomize may bring a change. */
export function waysOf(change: Change): Partial<Record<Way, Write>> {
  const { object, value, path, base } = change;
  const isText = typeof value === 'string';
  // A patch for a kind finds an object by its name.
  const isName = path[0] === 'metadata' && path.length === 2;
  return {
    ...(base === undefined ? {} : { base: inBase(change, base) }),
    ...(isName
      ? {}
      : { 'strategic patch': strategic(change, false), 'strategic patch in a file': strategic(change, true) }),
    'JSON patch': json(change, false),
    'JSON patch in a file': json(change, true),
    ...(isText && !isName && valueAt(object, path) !== undefined
      ? { replacement: carried(change, value, false), generator: carried(change, value, true) }
      : {}),
  };
}

function inBase(change: Change, file: string): Write {
  const { object, path, value } = change;
  return ({ root, environment: { name } }) => {
    const wanted = { kind: object.kind, name: object.metadata.name.replace(name, 'mrdebugger') };
    edit(root, file, wanted, (document) => set(document, path, value));
    return wrongIn(change).map((each) => placeOf(root, file, wanted, each));
  };
}

/** Paths of what is new: the field, and what is inside of it and was not there. */
function wrongIn({ object, path, value }: Change): readonly Path[] {
  const inside = (at: Path, inner: unknown): Path[] =>
    typeof inner === 'object' && inner !== null
      ? Object.entries(inner).flatMap(([key, each]) => [
          [...at, Array.isArray(inner) ? Number(key) : key],
          ...inside([...at, Array.isArray(inner) ? Number(key) : key], each),
        ])
      : [];
  return [path, ...inside(path, value).filter((each) => valueAt(object, each) === undefined)];
}

function set(document: Document, path: Path, value: unknown): Path {
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  return path;
}

/** With a strategic merge, which replaces lists of kinds that kustomize does not know: so a list is written whole. */
function strategic(change: Change, isFile: boolean): Write {
  const { part, object, path, value } = change;
  return (copy) => {
    const { apiVersion, kind, metadata } = object;
    const { name, namespace } = metadata;
    const list = path.findIndex((key) => typeof key === 'number');
    const top = list === -1 ? path : path.slice(0, list);
    const whole = list === -1 ? (value ?? null) : withValue(valueAt(object, top), path.slice(list), value);
    const patch = {
      ...{ apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } },
    };
    const data = withValue(patch, top, whole);
    return patched(copy, part, { text: new Document(data).toString({ lineWidth: 0 }), paths: wrongIn(change), isFile });
  };
}

function json(change: Change, isFile: boolean): Write {
  const { part, object, path, value } = change;
  return (copy) => {
    const { apiVersion, kind, metadata } = object;
    const target = { group: apiVersion.split('/').at(-2), kind, name: metadata.name };
    const missing = path.findIndex((_, index) => valueAt(object, path.slice(0, index + 1)) === undefined);
    const at = missing === -1 ? path : path.slice(0, missing + 1);
    const rest = path.slice(at.length);
    const op = value === undefined ? 'remove' : missing === -1 ? 'replace' : 'add';
    const operation = {
      op,
      path: pointerOf(at),
      ...(op === 'remove' ? {} : { value: rest.length === 0 ? value : withValue({}, rest, value) }),
    };
    const paths =
      op === 'remove'
        ? [
            ['0', 'op'],
            ['0', 'path'],
          ]
        : wrongIn(change).map((each) => ['0', 'value', ...each.slice(at.length)]);
    const text = new Document([operation]).toString({ lineWidth: 0 });
    return patched(copy, part, { text, paths, isFile, target });
  };
}

interface Patch {
  readonly text: string;
  /** What the patch is wrong in, in it. */
  readonly paths: readonly Path[];
  readonly isFile: boolean;
  readonly target?: object;
}

function patched({ root, environment }: Copy, part: Part, { text, paths, isFile, target }: Patch): readonly string[] {
  const folder = environment.folder(part);
  const file = `${folder}/kustomization.yaml`;
  const where = target === undefined ? {} : { target };
  if (isFile) {
    edit(root, file, {}, (document) => append(document, ['patches'], { ...where, path: 'mutation.yaml' }));
    writeFileSync(join(root, folder, 'mutation.yaml'), text);
    return paths.map((path) => `${folder}/mutation.yaml:${lineIn(text, path)}`);
  }
  const place = edit(root, file, {}, (document) => [
    ...append(document, ['patches'], { ...where, patch: block(text) }),
    'patch',
  ]);
  const line = Number(place.slice(place.lastIndexOf(':') + 1));
  return paths.map((path) => `${file}:${line + lineIn(text, path)}`);
}

/** A value that a fact of its own brings, by a replacement more. */
function carried({ part, object, path }: Change, value: string, isGenerated: boolean): Write {
  return (copy) => {
    const { root, environment } = copy;
    const { kind, metadata } = object;
    const fieldPath = path.map((key) => (/[./]/.test(String(key)) ? `[${key}]` : key)).join('.');
    edit(root, `${environment.folder(part)}/kustomization.yaml`, {}, (document) =>
      append(document, ['replacements'], {
        source: { kind: 'ConfigMap', name: 'facts', fieldPath: 'data.mutation' },
        targets: [{ select: { kind, name: metadata.name }, fieldPaths: [fieldPath] }],
      }),
    );
    return isGenerated ? generated('mutation', value)(copy) : [factSet(copy, 'mutation', value)];
  };
}

/** Another value of a fact that there is. */
export function factWays(key: string, value: string): Partial<Record<Way, Write>> {
  return { fact: (copy) => [factSet(copy, key, value)], 'generated fact': generated(key, value) };
}

function factSet({ root, environment: { environment } }: Copy, key: string, value: string): string {
  return edit(root, `kustomize/facts/${environment}/facts.yaml`, {}, (document) => set(document, ['data', key], value));
}

function generated(key: string, value: string): Write {
  return ({ root, environment: { environment } }) => [
    edit(root, `kustomize/facts/${environment}/kustomization.yaml`, {}, (document) => [
      ...append(document, ['configMapGenerator'], {
        ...{ name: 'facts', behavior: 'merge', literals: [`${key}=${value}`] },
        options: { disableNameSuffixHash: true, annotations: { 'config.kubernetes.io/local-config': 'true' } },
      }),
      ...['literals', 0],
    ]),
  ];
}

/** An object more, in a component after the facts, so that nothing is filled into it. */
export function added(part: Part, object: object, paths: readonly Path[]): Partial<Record<Way, Write>> {
  return {
    object: ({ root, environment }) => {
      const folder = `${environment.folder(part)}/mutation`;
      mkdirSync(join(root, folder));
      create(root, `${folder}/kustomization.yaml`, {
        ...{ apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', resources: ['object.yaml'] },
      });
      create(root, `${folder}/object.yaml`, object);
      edit(root, `${environment.folder(part)}/kustomization.yaml`, {}, (document) =>
        append(document, ['components'], 'mutation'),
      );
      return paths.map((path) => placeOf(root, `${folder}/object.yaml`, {}, path));
    },
  };
}

/** A line of a kustomization. */
export function line(
  way: Way,
  file: (environment: Environment) => string,
  change: (document: Document, copy: Copy) => Path,
  wanted: Wanted = {},
): Partial<Record<Way, Write>> {
  return {
    [way]: (copy: Copy) => [edit(copy.root, file(copy.environment), wanted, (document) => change(document, copy))],
  };
}

/** Adds an entry to a list, which it makes where there is none. @returns the path of the entry */
export function append(document: Document, path: Path, entry: unknown): Path {
  const before = document.getIn(path) as { readonly items: readonly unknown[] } | undefined;
  const count = before?.items.length ?? 0;
  if (before) document.addIn(path, document.createNode(entry));
  else document.setIn(path, document.createNode([entry]));
  return [...path, count];
}

/** Plain data with another value at a path; of an undefined one, without it. */
function withValue<T>(data: T, path: Path, value: unknown): T {
  const result = structuredClone(data) as Record<string | number, unknown>;
  let inside = result;
  for (const key of path.slice(0, -1)) inside = (inside[key] ??= {}) as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  if (value === undefined && Array.isArray(inside)) inside.splice(Number(last), 1);
  else if (value === undefined) Reflect.deleteProperty(inside, last);
  else inside[last] = value;
  return result as T;
}
