import { groupOf, type RenderedObject } from '../../../../render/objects.ts';
import { readSources, type Candidate, type Origin, type Sources } from './candidates.ts';
import { endsWith, existing, keyOf, parseField, valueAt, type Path } from './field-path.ts';
import { mainId } from './markers.ts';
import { renderMarked } from './marked-copy.ts';
import { findObject, makes, readMarkedRender, scalarAt, scalarsIn, type MarkedRender } from './marked-render.ts';
import type { Node, Part } from './part.ts';
import type { Place } from '../place.ts';
import type { ObjectName, Source } from './source.ts';

/** Tells where the values of rendered objects come from. */
export interface Origins {
  /**
   * Where a value of a rendered object comes from. The last that wrote the value counts; of a value that is put together
   * from several, the one with the longest piece of it, or of a part that is asked for. A field that is absent has the
   * place of its nearest parent.
   * @param field as findings have it; undefined: the object itself, by the name in its document
   * @param part of the value, such as the namespace in `namespace/name`
   * @returns undefined where there is no such object, or where what sets the value is not in the repository
   */
  readonly placeOf: (object: ObjectName, field?: string, part?: string) => Promise<Place | undefined>;
}

/** How many scalars are tried one by one for a value. */
const MOST_TRIALS = 12;

/**
 * Finds origins in what a source was rendered from. A value that only its document can have set needs no render; for the
 * others a copy is rendered once in which every scalar is a marker of its own, so that each value tells what it is made
 * of. Where that cannot tell, because something is found by the value, the scalars that it may come from are tried one by
 * one. What was read and rendered is kept: a source is for one state of its files.
 */
export function originsOf(source: Source): Origins {
  const sources = once(() => readSources(source));
  const render = async (marked: readonly Candidate[], isAlone: boolean) => {
    try {
      return readMarkedRender(await renderMarked(source, sources(), marked, isAlone), sources());
    } catch {
      source.signal?.throwIfAborted();
      // A marker may be what the renderer refuses; then this render tells nothing.
      return undefined;
    }
  };
  const marked = once(async () => {
    const all = sources().candidates.filter(({ isSelected }) => !isSelected);
    const isInRepository = ({ part }: Candidate) => part.role !== 'given';
    // The templates of a chart may compute with its values.
    return (await render(all, false)) ?? (source.given ? render(all.filter(isInRepository), false) : undefined);
  });
  const trials = new Map<Candidate, Promise<MarkedRender | undefined>>();
  const tried = (candidate: Candidate) => {
    const result = trials.get(candidate) ?? render([candidate], true);
    trials.set(candidate, result);
    return result;
  };
  return {
    async placeOf(name, field, part) {
      const object = findObject(source.objects, name);
      if (!object) return undefined;
      const found = await find({ sources: sources(), object, marked, tried }, field, part);
      return found && (await found.part.locate(found.path, found.offset));
    },
  };
}

interface Search {
  readonly sources: Sources;
  readonly object: RenderedObject;
  readonly marked: () => Promise<MarkedRender | undefined>;
  readonly tried: (candidate: Candidate) => Promise<MarkedRender | undefined>;
}

/** A node of a part: what the origin of a value is. */
interface Found extends Node {
  readonly part: Part;
}

async function find(search: Search, field: string | undefined, part: string | undefined): Promise<Found | undefined> {
  const asked = field === undefined ? [] : parseField(field);
  const path = existing(search.object, asked);
  const value = scalarAt(search.object, path);
  if (value === undefined)
    return (path.length === 0 ? undefined : await ofCollection(search, path)) ?? (await ofObject(search));
  // The kind of what is generated is nowhere to be read.
  return (
    (await ofScalar(search, path, String(value), part)) ?? (path.length === 1 ? await ofObject(search) : undefined)
  );
}

/** The name in the document of an object. */
async function ofObject(search: Search): Promise<Found | undefined> {
  const origin = soleOrigin(search) ?? (await originInMarked(search));
  return origin && nodeAt(origin, [...origin.path, ...(origin.isGenerated ? [] : ['metadata']), 'name']);
}

async function ofCollection(search: Search, path: Path): Promise<Found | undefined> {
  const { sources } = search;
  const own = soleOrigin(search);
  const isPatched = sources.candidates.some(({ isWriter }) => isWriter);
  const inOwn = (origin: Origin | undefined) => origin && nodeAt(origin, [...origin.path, ...path]);
  if (own && !isPatched) return inOwn(own);
  const marked = await search.marked();
  const there = marked?.find(search.object);
  if (!marked || !there) return inOwn(own);
  const isOne = (node: Found) => node.value === undefined;
  const origin = marked.originOf(there) ?? own;
  if (!path.some((key) => typeof key === 'number') && inOwn(origin)) return inOwn(origin);
  return besideMarkers(search, { marked, there, path, origin }, isOne) ?? inOwn(origin);
}

async function ofScalar(search: Search, path: Path, value: string, part?: string): Promise<Found | undefined> {
  const { sources, object } = search;
  const own = soleOrigin(search);
  const inOwn = own && !own.isGenerated ? nodeAt(own, [...own.path, ...path]) : undefined;
  const isIn = (text: string) => (text === '' ? value === '' : value.includes(text));
  if (inOwn && isValue(inOwn, value) && !sources.candidates.some((each) => each.isWriter && isIn(each.text)))
    return inOwn;

  const marked = await search.marked();
  const there = marked?.find(object);
  const pieces = there && marked?.pieces(there, path);
  if (marked && there && pieces) {
    const id = mainId(pieces, part);
    const candidate = id === undefined ? undefined : sources.candidates[id];
    // A reference follows the name that it refers to; it is still where it is written.
    const isWhole = pieces.length === 1 && candidate && (typeof candidate.value !== 'string' || isIn(candidate.text));
    if (candidate && (isWhole || makes(pieces, value))) return nodeOf(candidate);
    const origin = marked.originOf(there) ?? own;
    const beside = besideMarkers(search, { marked, there, path, origin }, (node) => isValue(node, value));
    if (beside && !hasRival(sources, beside, value)) return beside;
    if (path.length === 2 && path[0] === 'metadata' && path[1] === 'name') {
      const name = ownName(sources, origin, value, part);
      if (name) return name;
    }
  }
  return await byTrial(search, path, value, part);
}

/** Of a name that no marker is in: the document's, or a prefix or suffix. */
function ownName(sources: Sources, origin: Origin | undefined, value: string, part?: string): Found | undefined {
  const own = origin && nodeAt(origin, [...origin.path, ...(origin.isGenerated ? [] : ['metadata']), 'name']);
  if (!own || !value.includes(own.text)) return undefined;
  const affixes = sources.candidates.filter(({ path, text }) => isAffix(path) && text && value.includes(text));
  const all = [own, ...affixes.map(nodeOf)].filter(({ text }) => !part || text.includes(part) || part.includes(text));
  return all.sort((a, b) => b.text.length - a.text.length)[0];
}

function isAffix(path: Path): boolean {
  return path.at(-1) === 'namePrefix' || path.at(-1) === 'nameSuffix';
}

/**
 * A value that is no marker stands where its neighbours come from, which are; in the document of the object first, then
 * in patches, then in what it was copied from.
 */
function besideMarkers(
  { sources }: Search,
  {
    marked,
    there,
    path,
    origin,
  }: { marked: MarkedRender; there: RenderedObject; path: Path; origin: Origin | undefined },
  isWanted: (node: Found) => boolean,
): Found | undefined {
  const isOwn = (candidate: Candidate) => candidate.part === origin?.part && candidate.document === origin.document;
  const isPatch = (candidate: Candidate) => candidate.part.role === 'patch';
  for (const isNeighbour of [isOwn, isPatch, () => true])
    for (let length = path.length; length > 0; length--) {
      const above = path.slice(0, length);
      for (const below of scalarsIn(valueAt(there, above))) {
        const [piece, ...more] = marked.pieces(there, [...above, ...below]) ?? [];
        const candidate = piece?.id === undefined || more.length > 0 ? undefined : sources.candidates[piece.id];
        if (!candidate || !isNeighbour(candidate) || !endsWith(candidate.path, below)) continue;
        const base = candidate.path.slice(0, candidate.path.length - below.length);
        const node = nodeAt(candidate, [...base, ...path.slice(length)]);
        if (node && isWanted(node)) return node;
      }
    }
  const node = origin && nodeAt(origin, [...origin.path, ...path]);
  return node && isWanted(node) ? node : undefined;
}

/** Whether something else that no marker stands for may have written the value over it. */
function hasRival({ candidates }: Sources, { part, path }: Found, value: string): boolean {
  const key = path.at(-1);
  // What an entry of a list is found by, patches repeat.
  if (typeof path.at(-2) === 'number') return false;
  const isWriter = ({ part: { role } }: Candidate) => role === 'patch' || (role !== 'resource' && key === 'namespace');
  return candidates.some(
    (each) =>
      each.isSelected && isWriter(each) && each.part !== part && each.text === value && each.path.at(-1) === key,
  );
}

/** Marks one scalar at a time, those that write over others first, until the value becomes the marker. */
async function byTrial(search: Search, path: Path, value: string, part?: string): Promise<Found | undefined> {
  const rank = ({ text, path: own, isWriter }: Candidate) =>
    (text === value ? 4 : 0) + (own.at(-1) === path.at(-1) ? 2 : 0) + (isWriter ? 1 : 0);
  const isPossible = ({ text }: Candidate) =>
    text === value || (text !== '' && value.includes(text) && (!part || text.includes(part) || part.includes(text)));
  const candidates = search.sources.candidates
    .filter(isPossible)
    .sort((a, b) => rank(b) - rank(a) || b.text.length - a.text.length)
    .slice(0, MOST_TRIALS);
  const before = valueAt(search.object, path);
  for (const candidate of candidates) {
    const marked = await search.tried(candidate);
    const there = marked?.find(search.object);
    if (!marked || !there) continue;
    const now = valueAt(there, path);
    const isFlipped = typeof candidate.value === 'boolean' && now === !before;
    if (isFlipped || marked.pieces(there, path)?.some(({ id }) => id === candidate.id)) return nodeOf(candidate);
  }
  return undefined;
}

/** The one document that the object can be from, if its name tells. */
function soleOrigin({ sources, object }: Search): Origin | undefined {
  const { kind, apiVersion, metadata } = object;
  const [only, ...others] = sources.origins.filter((origin) => {
    const of = (...path: Path) => valueAt(origin.object, path);
    const namespace = of('metadata', 'namespace');
    return (
      of('kind') === kind &&
      groupOf({ apiVersion: String(of('apiVersion')) }) === groupOf({ apiVersion }) &&
      of('metadata', 'name') === metadata.name &&
      (namespace === undefined || metadata.namespace === undefined || namespace === metadata.namespace)
    );
  });
  return others.length === 0 ? only : undefined;
}

async function originInMarked({ marked, object }: Search): Promise<Origin | undefined> {
  const render = await marked();
  const there = render?.find(object);
  return there && render?.originOf(there);
}

function nodeAt({ part, document }: Pick<Candidate, 'part' | 'document'>, path: Path): Found | undefined {
  const node = part.documents[document]?.nodes.get(keyOf(path));
  return node && { ...node, part };
}

function nodeOf({ part, path, text, value, offset }: Candidate): Found {
  return { part, path, text, value, offset };
}

function isValue({ value, text }: Node, wanted: string): boolean {
  return value !== undefined && (String(value) === wanted || text === wanted);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
