import { KINDS, kindIdOf } from '../see/kinds.ts';
import type { Render, RenderedObject } from '../see/manifests/manifests.ts';
import type { Reference } from './reference.ts';

/** The API group of a rendered object; empty for the core group. */
export function groupOf({ apiVersion }: Pick<RenderedObject, 'apiVersion'>): string {
  return apiVersion.split('/').at(-2) ?? '';
}

/** What a finding about a rendered object is about: the object if its kind is read, else what brings it. */
export function renderedReference(render: Render, object: RenderedObject): Reference {
  const id = kindIdOf(groupOf(object), object.kind);
  const { name, namespace = render.application?.spec.destination?.namespace ?? 'default' } = object.metadata;
  if (id) return KINDS[id].isNamespaced ? { kind: id, namespace, name } : { kind: id, name };
  return sourceReference(render);
}

/** The Application that a render is for or, without one, its folder. */
export function sourceReference({ application, folder = '.' }: Render): Reference {
  if (!application) return { kind: 'File', name: folder };
  const { name, namespace = 'argocd' } = application.metadata;
  return { kind: 'Application', namespace, name };
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
