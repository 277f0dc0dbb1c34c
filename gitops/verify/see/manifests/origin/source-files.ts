import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

/**
 * What a file is to a render: a kustomization; a resource; a patch; settings of transformers, which are taken along only;
 * the content of a generated ConfigMap or Secret; lines of `NAME=value` for one; values of a chart; or another file of it,
 * which is taken along only.
 */
export type Role = 'kustomization' | 'resource' | 'patch' | 'settings' | 'content' | 'lines' | 'values' | 'other';

/** A file that a render reads. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  readonly role: Role;
  readonly text: string;
}

const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The fields of a kustomization that name files and folders, with what they are. */
const FIELDS: readonly (readonly [field: string, role: Role, names: (entry: unknown) => unknown])[] = [
  ...['resources', 'bases', 'components'].map((field) => [field, 'resource', itself] as const),
  ['patches', 'patch', (entry) => fieldOf(entry, 'path')],
  ['patchesStrategicMerge', 'patch', itself],
  ['patchesJson6902', 'patch', (entry) => fieldOf(entry, 'path')],
  ['replacements', 'settings', (entry) => fieldOf(entry, 'path')],
  ...['transformers', 'generators', 'validators', 'configurations', 'crds'].map(
    (field) => [field, 'settings', itself] as const,
  ),
  ['openapi', 'settings', (entry) => fieldOf(entry, 'path')],
  ...['configMapGenerator', 'secretGenerator'].flatMap((field) => [
    [field, 'content', (entry: unknown) => listOf(fieldOf(entry, 'files')).map(afterName)] as const,
    [field, 'lines', (entry: unknown) => [fieldOf(entry, 'env'), ...listOf(fieldOf(entry, 'envs'))]] as const,
  ]),
];

/** Reads a kustomization and every file that it leads to on this machine; a file that cannot be read is left out. */
export function readKustomization(folder: string): readonly SourceFile[] {
  const files = new Map<string, SourceFile>();
  const visit = (path: string, role: Role) => {
    if (files.has(path) || !existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      const name = KUSTOMIZATIONS.find((each) => existsSync(join(path, each)));
      if (name !== undefined) visit(join(path, name), 'kustomization');
      return;
    }
    const text = readFileSync(path, 'utf8');
    files.set(path, { path, role, text });
    if (role !== 'kustomization') return;
    const kustomization: unknown = parse(text, { merge: true, logLevel: 'silent' });
    for (const [field, of, names] of FIELDS)
      for (const name of listOf(fieldOf(kustomization, field)).flatMap(names))
        if (typeof name === 'string' && !name.includes('\n')) visit(resolve(dirname(path), name), of);
  };
  visit(resolve(folder), 'kustomization');
  return [...files.values()];
}

/** Reads a chart of a folder, and the files that fill it. */
export function readChart(folder: string, valueFiles: readonly string[]): readonly SourceFile[] {
  const inside = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return [...new Set([...inside, ...valueFiles])].map((path) => {
    const isValues = ['values.yaml', 'Chart.yaml'].includes(basename(path)) || valueFiles.includes(path);
    // A chart that is packed is no text.
    return isValues ? { path, role: 'values', text: readFileSync(path, 'utf8') } : { path, role: 'other', text: '' };
  });
}

/** Reads plain manifests. */
export function readManifests(paths: readonly string[]): readonly SourceFile[] {
  return paths.map((path) => ({ path, role: 'resource', text: readFileSync(path, 'utf8') }));
}

/** The lines of a file. */
export function readLines(path: string): readonly string[] {
  return readFileSync(path, 'utf8').split('\n');
}

function itself(entry: unknown): unknown {
  return entry;
}

function fieldOf(data: unknown, field: string): unknown {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[field] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** `name=path`, or a path alone. */
function afterName(entry: unknown): unknown {
  return typeof entry === 'string' ? entry.slice(entry.indexOf('=') + 1) : entry;
}
