import type { RenderedObject } from '../../render/objects.ts';

/** An object as it is applied. */
export type Manifest = RenderedObject;

type Plain = Readonly<Record<string, unknown>> | readonly unknown[];

/**
 * The same object with another value at a path such as `spec.servers.0.hosts`; undefined takes the field away. Objects
 * that are missing on the path are made.
 */
export function set(manifest: Manifest, path: string, value: unknown): Manifest {
  return setIn(manifest, path.split('.'), value) as Manifest;
}

function setIn(at: Plain, [key = '', ...rest]: readonly string[], value: unknown): Plain {
  const below = (at as Readonly<Record<string, unknown>>)[key];
  const next = rest.length === 0 ? value : setIn((below ?? {}) as Plain, rest, value);
  if (Array.isArray(at)) return Object.assign([...(at as readonly unknown[])], { [key]: next });
  const entries = Object.entries(at).filter(([name]) => name !== key);
  return Object.fromEntries(next === undefined ? entries : [...entries, [key, next]]);
}

/** The name that kubectl knows an object by: `kind.version.group/name`. */
export function resourceOf({ apiVersion, kind, metadata }: Manifest): string {
  const [version = '', group] = apiVersion.split('/').reverse();
  return `${group === undefined ? kind : `${kind}.${version}.${group}`}/${metadata.name}`;
}

/** The same for two manifests of one object. */
export function identityOf(manifest: Manifest): string {
  return `${manifest.metadata.namespace ?? ''}/${resourceOf(manifest)}`;
}
