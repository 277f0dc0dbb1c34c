import { KINDS, kindIdOf } from '../see/kinds.ts';
import { groupOf, type RenderedObject } from '../../render/objects.ts';
import { applicationNamespace } from '../see/manifests/application.ts';
import type { Rendered } from '../see/manifests/landing.ts';
import { namespaceOf } from '../see/manifests/stored.ts';
import type { Reference } from './reference.ts';

/** What a finding about a rendered object is about: the object if its kind is read, else what brings it. */
export function renderedReference(render: Rendered, object: RenderedObject): Reference {
  const id = kindIdOf(groupOf(object), object.kind);
  const { name } = object.metadata;
  if (id)
    return KINDS[id].isNamespaced ? { kind: id, namespace: namespaceOf(object, render), name } : { kind: id, name };
  return sourceReference(render);
}

/** The Application that a render is for or, without one, its folder. */
export function sourceReference({ application, folder = '.' }: Rendered): Reference {
  if (!application) return { kind: 'File', name: folder };
  return { kind: 'Application', namespace: applicationNamespace(application), name: application.metadata.name };
}

/** The kind that a CustomResourceDefinition brings: `group/Kind`. */
export function definedKind({ spec }: RenderedObject): string {
  return `${String(valueAt(spec, 'group'))}/${String(valueAt(spec, 'names', 'kind'))}`;
}

/** `Kind name`, for sentences. */
export function wordsOfRendered({ kind, metadata }: RenderedObject): string {
  return `${kind} ${metadata.name}`;
}

/** The value at a path of fields, where every step of it is an object. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, field) =>
      typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[field] : undefined,
    value,
  );
}

/** The objects in a list; none where it is no list. */
export function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).filter(
    (each): each is Readonly<Record<string, unknown>> => typeof each === 'object' && each !== null,
  );
}

/** The names of the Secrets that an object is, or becomes. */
export function secretsWrittenBy({ kind, metadata, spec }: RenderedObject): readonly string[] {
  if (kind === 'Secret' || kind === 'SealedSecret') return [metadata.name];
  if (kind !== 'Certificate' && kind !== 'ExternalSecret') return [];
  const name =
    kind === 'Certificate' ? valueAt(spec, 'secretName') : (valueAt(spec, 'target', 'name') ?? metadata.name);
  return typeof name === 'string' ? [name] : [];
}
