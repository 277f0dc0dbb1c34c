import { stringify } from 'yaml';
import { hasSchema, schemaProblems } from '../../../render/schemas.ts';
import type { Manifest } from '../../faults/manifest.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

/** The same configuration with one thing less: a request, an object, an entry of a list, or a field. */
export function* smaller(world: RandomWorld): Generator<RandomWorld> {
  const { older, manifests, requests } = world;
  if (requests.length > 1)
    for (const index of requests.keys()) yield { ...world, requests: requests.toSpliced(index, 1) };
  for (const index of older.keys()) yield { ...world, older: older.toSpliced(index, 1) };
  for (const index of manifests.keys()) yield { ...world, manifests: manifests.toSpliced(index, 1) };
  for (const [index, manifest] of older.entries())
    for (const { without } of reduced(manifest)) yield { ...world, older: older.with(index, without) };
  for (const [index, manifest] of manifests.entries())
    for (const { without } of reduced(manifest)) yield { ...world, manifests: manifests.with(index, without) };
}

/** A manifest without each of its fields and entries below `spec`, with the path of it, `[]` for any entry of a list; only what fits its schema. */
export function* reduced(manifest: Manifest): Generator<{ readonly path: string; readonly without: Manifest }> {
  const { spec } = manifest as { readonly spec?: unknown };
  for (const { path, without: less } of parts(spec, 'spec')) {
    const without = { ...manifest, spec: less } as Manifest;
    // What the API server would refuse says nothing.
    if (!hasSchema(without) || schemaProblems(without).length === 0)
      yield { path: `${manifest.kind} ${path}`, without };
  }
}

function* parts(value: unknown, path: string): Generator<{ readonly path: string; readonly without: unknown }> {
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    for (const [index, item] of items.entries()) {
      yield { path: `${path}[]`, without: items.toSpliced(index, 1) };
      for (const part of parts(item, `${path}[]`)) yield { ...part, without: items.with(index, part.without) };
    }
  } else if (typeof value === 'object' && value !== null)
    for (const [key, below] of Object.entries(value)) {
      const rest = Object.entries(value).filter(([name]) => name !== key);
      yield { path: `${path}.${key}`, without: Object.fromEntries(rest) };
      for (const part of parts(below, `${path}.${key}`)) yield { ...part, without: { ...value, [key]: part.without } };
    }
}

/** A configuration as `--replay` reads it. */
export function worldText(world: RandomWorld): string {
  return stringify(world, { aliasDuplicateObjects: false });
}
