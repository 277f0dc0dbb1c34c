import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { KUSTOMIZATION_NAMES } from '../files.ts';
import { namedIn, type Role } from '../kustomization-fields.ts';

/** A file that a render reads. */
interface SourceFile {
  /** Absolute. */
  readonly path: string;
  readonly role: Role;
  readonly text: string;
}

/** Reads a kustomization and every file that it leads to on this machine; a file that cannot be read is left out. */
export function readKustomization(folder: string): readonly SourceFile[] {
  const files = new Map<string, SourceFile>();
  const visit = (path: string, role: Role) => {
    if (files.has(path) || !existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      const name = KUSTOMIZATION_NAMES.find((each) => existsSync(join(path, each)));
      if (name !== undefined) visit(join(path, name), 'kustomization');
      return;
    }
    const text = readFileSync(path, 'utf8');
    files.set(path, { path, role, text });
    if (role !== 'kustomization') return;
    const kustomization: unknown = parse(text, { merge: true, logLevel: 'silent' });
    for (const { name, role: of } of namedIn(kustomization)) visit(resolve(dirname(path), name), of);
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
