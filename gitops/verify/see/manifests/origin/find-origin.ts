import { groupOf, type RenderedObject } from '../../../../render/objects.ts';
import type { Candidate, Origin, Sources } from './candidates.ts';
import { endsWith, existing, keyOf, parseField, valueAt, type Path } from './field-path.ts';
import { mainId, type Piece } from './markers.ts';
import { makes, scalarAt, scalarsIn, type MarkedRender } from './marked-render.ts';
import type { Found, Node } from './part.ts';
import { removedBy } from './removal.ts';

/** What a search goes on. */
interface Search {
  readonly sources: Sources;
  readonly object: RenderedObject;
  /** Whether nothing renders the objects: of two documents of an object, the first is told. */
  readonly isPlain: boolean;
  /** The render in which every scalar is a marker that may be one; undefined where it does not build. */
  readonly marked: () => Promise<MarkedRender | undefined>;
  /** The same but for what makes names by which patches find objects: with a marker in its name, they would find none. */
  readonly unnamed: () => Promise<MarkedRender | undefined>;
  /** The render in which one is. */
  readonly tried: (candidate: Candidate) => Promise<MarkedRender | undefined>;
}

/** The object of a search in the marked render. */
interface Marked {
  readonly render: MarkedRender;
  readonly object: RenderedObject;
  readonly origin: Origin | undefined;
}

/** How many scalars are tried one by one for a value. */
const MOST_TRIALS = 12;

/** The origin of a field of an object, or of its nearest parent; of the object where there is none. */
export async function findOrigin(search: Search, field = '', part?: string): Promise<Found | undefined> {
  const asked = parseField(field);
  const path = existing(search.object, asked);
  const removal = path.length < asked.length ? removedBy(search.sources.parts, search.object, asked) : undefined;
  if (removal) return removal;
  const value = scalarAt(search.object, path);
  if (value !== undefined) return await ofScalar(search, path, String(value), part);
  // One value is the whole of what it is in.
  const [only = [], ...others] = scalarsIn(valueAt(search.object, path));
  const inner = scalarAt(search.object, [...path, ...only]);
  if (path.length === asked.length && others.length === 0 && inner !== undefined)
    return await ofScalar(search, [...path, ...only], String(inner));
  return (path.length === 0 ? undefined : await ofCollection(search, path)) ?? (await ofObject(search));
}

async function ofObject(search: Search): Promise<Found | undefined> {
  const origin = soleOrigin(search) ?? (await markedObject(search))?.origin;
  return origin && nameNode(origin);
}

async function ofCollection(search: Search, path: Path): Promise<Found | undefined> {
  const inside = [...scalarsIn(valueAt(search.object, path))].map((below) => [...path, ...below]);
  const own = soleOrigin(search);
  const inOwn = (origin = own) => origin && nodeAt(origin, [...origin.path, ...path]);
  if (own && search.sources.writers().length === 0) return inOwn();
  const marked = await markedObject(search, search.unnamed);
  // What a patch has changed in it was written last.
  const patched = inside.flatMap((each) => {
    const candidate = wholeOf(search.sources, marked?.render.pieces(marked.object, each));
    return candidate?.part.role === 'patch' ? [candidate] : [];
  });
  if (patched[0] && patched.length < inside.length) return nodeOf(patched[0]);
  // An entry of a list may have another place in it than in the document.
  const isInList = path.some((key) => typeof key === 'number');
  const beside = marked && besideMarkers(search, marked, path, ({ value }) => value === undefined);
  return isInList ? (beside ?? inOwn()) : (inOwn(marked?.origin) ?? beside);
}

async function ofScalar(search: Search, path: Path, value: string, part?: string): Promise<Found | undefined> {
  const { sources } = search;
  const own = soleOrigin(search);
  const inOwn = own && nodeAt(own, [...own.path, ...path]);
  if (search.object.kind === 'CustomResourceDefinition') return inOwn && isValue(inOwn, value) ? inOwn : undefined;
  const isIn = (text: string) => (text === '' ? value === '' : value.includes(text));
  if (inOwn && isValue(inOwn, value) && !sources.writers().some(({ text }) => isIn(text))) return inOwn;
  const isPatched = sources.writers().some(({ part: { role }, text }) => role === 'patch' && isIn(text));
  for (const render of isPatched ? [search.marked, search.unnamed] : [search.marked]) {
    const marked = await markedObject(search, render);
    const pieces = marked?.render.pieces(marked.object, path);
    if (!marked || !pieces) continue;
    const candidate = sources.candidates()[mainId(pieces, part) ?? -1];
    if (candidate && makes(pieces, value)) return nodeOf(candidate);
    // A reference follows the name that it refers to, and 0644 is told as 420; they are still where they are written.
    const whole = part ? undefined : wholeOf(sources, pieces);
    if (whole && (typeof whole.value === 'string' ? isIn(whole.text) : isNumber(whole, value))) return nodeOf(whole);
    const beside = besideMarkers(search, marked, path, (node) => isValue(node, value));
    if (beside && !hasRival(sources, beside, value)) return beside;
    // The kind of what is generated is nowhere to be read.
    if (path.length === 1 && marked.origin?.isGenerated) return nameNode(marked.origin);
    const name = path.join(' ') === 'metadata name' ? ofName(sources, marked.origin, value, part) : undefined;
    if (name) return name;
  }
  return await byTrial(search, path, value, part);
}

/** Of a name that no marker is in: the document's, or a prefix or suffix. */
function ofName(sources: Sources, origin: Origin | undefined, value: string, part = ''): Found | undefined {
  const own = origin && nameNode(origin);
  if (!own || !value.includes(own.text)) return undefined;
  const affixes = sources.candidates().filter(({ path }) => ['namePrefix', 'nameSuffix'].includes(String(path.at(-1))));
  return [own, ...affixes.map(nodeOf)]
    .filter(({ text }) => text && value.includes(text) && (text.includes(part) || part.includes(text)))
    .sort((a, b) => b.text.length - a.text.length)[0];
}

/**
 * A value that is no marker stands where its neighbours come from, which are: in the document of the object first, then
 * in patches, then in what it was copied from.
 */
function besideMarkers(
  { sources }: Search,
  { render, object, origin }: Marked,
  path: Path,
  isWanted: (node: Found) => boolean,
): Found | undefined {
  const isOwn = (candidate: Candidate) => candidate.part === origin?.part && candidate.document === origin.document;
  const isPatch = (candidate: Candidate) => candidate.part.role === 'patch';
  for (const isNeighbour of [isOwn, isPatch, () => true])
    for (let length = path.length; length > 0; length--) {
      const above = path.slice(0, length);
      for (const below of scalarsIn(valueAt(object, above))) {
        const candidate = wholeOf(sources, render.pieces(object, [...above, ...below]));
        if (!candidate || !isNeighbour(candidate) || !endsWith(candidate.path, below)) continue;
        const base = candidate.path.slice(0, candidate.path.length - below.length);
        const node = nodeAt(candidate, [...base, ...path.slice(length)]);
        if (node && isWanted(node)) return node;
      }
    }
  const node = origin && nodeAt(origin, [...origin.path, ...path]);
  return node && isWanted(node) ? node : undefined;
}

/** The one marked scalar that is a value. */
function wholeOf(sources: Sources, pieces: readonly Piece[] = []): Candidate | undefined {
  const candidate = sources.candidates()[mainId(pieces) ?? -1];
  return candidate && makes(pieces, candidate.text) ? candidate : undefined;
}

/** Whether something else that no marker stands for may have written the value over it. */
function hasRival({ writers }: Sources, { part, path }: Found, value: string): boolean {
  const key = path.at(-1);
  // What an entry of a list is found by, patches repeat.
  if (typeof path.at(-2) === 'number') return false;
  const isWriter = ({ part: { role } }: Candidate) => role === 'patch' || (role !== 'resource' && key === 'namespace');
  return writers().some(
    (each) =>
      each.isSelected && isWriter(each) && each.part !== part && each.text === value && each.path.at(-1) === key,
  );
}

/** Marks one scalar at a time, those that write over others first, until the value becomes the marker. */
async function byTrial(search: Search, path: Path, value: string, part?: string): Promise<Found | undefined> {
  const rank = ({ text, path: own, isWriter }: Candidate) =>
    (text === value ? 4 : 0) + (own.at(-1) === path.at(-1) ? 2 : 0) + (isWriter ? 1 : 0);
  const isPossible = ({ text }: Candidate) =>
    part
      ? text.includes(part) || (text !== '' && part.includes(text))
      : text === value || (text !== '' && value.includes(text));
  const candidates = search.sources
    .candidates()
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
function soleOrigin({ sources, object, isPlain }: Search): Origin | undefined {
  const { kind, apiVersion, metadata } = object;
  const [only, ...others] = sources.originsNamed(kind, metadata.name).filter((origin) => {
    const of = (...path: Path) => valueAt(origin.object, path);
    const namespace = of('metadata', 'namespace');
    return (
      of('kind') === kind &&
      groupOf({ apiVersion: String(of('apiVersion')) }) === groupOf({ apiVersion }) &&
      of('metadata', 'name') === metadata.name &&
      (namespace === undefined || metadata.namespace === undefined || namespace === metadata.namespace)
    );
  });
  return others.length === 0 || isPlain ? only : undefined;
}

async function markedObject({ marked, object }: Search, of = marked): Promise<Marked | undefined> {
  const render = await of();
  const there = render?.find(object);
  return render && there && { render, object: there, origin: render.originOf(there) };
}

function nameNode(origin: Origin): Found | undefined {
  return nodeAt(origin, [...origin.path, ...(origin.isGenerated ? [] : ['metadata']), 'name']);
}

function nodeAt({ part, document }: Pick<Candidate, 'part' | 'document'>, path: Path): Found | undefined {
  const node = part.documents[document]?.nodes.get(keyOf(path));
  return node && { ...node, part };
}

function nodeOf({ part, path, text, value, offset }: Candidate): Found {
  return { part, path, text, value, offset };
}

/** Whether a number is another, which may be written with base 8. */
function isNumber({ text }: Node, wanted: string): boolean {
  return [Number(text), Number.parseInt(text, 8)].includes(Number(wanted));
}

function isValue({ value, text }: Node, wanted: string): boolean {
  return value !== undefined && (String(value) === wanted || text === wanted);
}
