import { groupOf, type RenderedObject } from '../../../../render/objects.ts';
import type { Origin, Sources } from './candidates.ts';
import { valueAt, type Path } from './field-path.ts';
import { ORIGIN } from './marked-copy.ts';
import { piecesOf, type Piece } from './markers.ts';
import type { ObjectName } from './source.ts';

/** The hash that a generator puts after a name. */
const HASH = /-[a-z0-9]{10}$/;

/** The object of a render; one without a namespace may have been given one afterwards. */
export function findObject(
  objects: readonly RenderedObject[],
  { kind, namespace, name }: ObjectName,
): RenderedObject | undefined {
  const named = objects.filter((each) => each.kind === kind && each.metadata.name === name);
  return (
    named.find(({ metadata }) => metadata.namespace === namespace) ??
    named.find(({ metadata }) => metadata.namespace === undefined || namespace === undefined)
  );
}

/** A render in which some scalars are markers. */
export interface MarkedRender {
  /** The same object in it; its name and namespace may be markers. */
  readonly find: (object: RenderedObject) => RenderedObject | undefined;
  /** What a value is made of; undefined where it is no scalar. */
  readonly pieces: (object: RenderedObject, path: Path) => readonly Piece[] | undefined;
  readonly originOf: (object: RenderedObject) => Origin | undefined;
}

/** Reads the objects of a marked render. */
export function readMarkedRender(objects: readonly RenderedObject[], { candidates, origins }: Sources): MarkedRender {
  const textOf = (id: number) => candidates()[id]?.text ?? '';
  const keyOf = ({ kind, apiVersion, metadata }: RenderedObject) =>
    [kind, groupOf({ apiVersion }), metadata.namespace ?? '', metadata.name]
      .map((each) => joined(piecesOf(each, textOf)))
      .join(' ');
  const exact = new Map(objects.map((each) => [keyOf(each), each]));
  // Other content gives another hash.
  const unhashed = new Map(objects.map((each) => [keyOf(each).replace(HASH, ''), each]));
  return {
    find: (object) => exact.get(keyOf(object)) ?? unhashed.get(keyOf(object).replace(HASH, '')),
    pieces(object, path) {
      const value = scalarAt(object, path);
      return value === undefined ? undefined : piecesOf(value, textOf);
    },
    originOf: ({ metadata }) => origins()[Number(valueAt(metadata, ['annotations', ORIGIN]))],
  };
}

/** A scalar of a rendered object; of the data of a Secret, what the base64 encodes. */
export function scalarAt(object: RenderedObject, path: Path): string | number | boolean | undefined {
  const value = valueAt(object, path);
  if (typeof value === 'string' && object.kind === 'Secret' && path[0] === 'data')
    return Buffer.from(value, 'base64').toString('utf8');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** The value that pieces make. */
function joined(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** Whether pieces make this value, but for the hash after a generated name. */
export function makes(pieces: readonly Piece[], value: string): boolean {
  const text = joined(pieces);
  return text === value || (HASH.test(text) && text.replace(HASH, '') === value.replace(HASH, ''));
}

/** Every scalar in a value, by its path in it. */
export function* scalarsIn(value: unknown, path: Path = []): Iterable<Path> {
  if (typeof value !== 'object' || value === null) yield path;
  else
    for (const [key, each] of Object.entries(value))
      yield* scalarsIn(each, [...path, Array.isArray(value) ? Number(key) : key]);
}
