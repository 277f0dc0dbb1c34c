import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { withTemporaryFolder } from '#program/temporary-folder.ts';
import type { RenderedObject } from '../../../../render/objects.ts';
import type { Candidate, Origin, Sources } from './candidates.ts';
import { keyOf, withChanges } from './field-path.ts';
import { markNumber, markText } from './markers.ts';
import { textOf, type Part } from './part.ts';
import type { Source } from './source.ts';

/** The annotation that tells which origin an object of a marked render has. */
export const ORIGIN = 'origin-of-object';

/**
 * Renders a copy of a source in which some scalars are markers, and every object tells its origin. No more copies are
 * rendered at a time than there are processors. The copy is gone afterwards, whatever happens.
 * @param isAlone whether one scalar alone is marked: then it keeps its type, and a boolean becomes the other one
 * @returns undefined where nothing renders it, or a marker is what the renderer refuses
 * @throws the reason of the signal
 */
export function renderMarked(
  source: Source,
  sources: Sources,
  marked: readonly Candidate[],
  isAlone = false,
): Promise<readonly RenderedObject[] | undefined> {
  return inTurn(async () => {
    const { root, folder, manifests, render, signal } = source;
    if (!render || manifests) return undefined;
    signal?.throwIfAborted();
    return await withTemporaryFolder('origin-', async (copy) => {
      const markers = new Map(sources.parts.map((part) => [part, [] as Candidate[]]));
      for (const each of marked) markers.get(each.part)?.push(each);
      const changed = (part: Part) => changedText(part, { sources, markers, isAlone });
      for (const part of sources.parts) {
        if (part.path === undefined) continue;
        // At its absolute path, so that what lies beside and above the repository is where it was.
        const path = join(copy, part.path);
        mkdirSync(dirname(path), { recursive: true });
        const text = changed(part);
        if (text === undefined) copyFileSync(part.path, path);
        else writeFileSync(path, text);
      }
      const given = sources.parts.find(({ role, host }) => role === 'given' && !host);
      const text = given && (changed(given) ?? textOf(given, []));
      const refused = () => {
        signal?.throwIfAborted();
        return undefined;
      };
      return await render(join(copy, resolve(root, folder)), text && JSON.parse(text)).catch(refused);
    });
  });
}

interface Change {
  readonly sources: Sources;
  readonly markers: ReadonlyMap<Part, readonly Candidate[]>;
  readonly isAlone: boolean;
}

/** The text of a part with its markers; undefined where nothing changes. */
function changedText(part: Part, change: Change): string | undefined {
  const inner = change.sources.parts.filter(({ host }) => host?.part === part);
  const own = change.sources.origins().filter((origin) => origin.part === part);
  const data = part.documents.map((document, index) => {
    const changes = new Map<string, unknown>();
    for (const candidate of change.markers.get(part) ?? [])
      if (candidate.document === index) changes.set(keyOf(candidate.path), markerFor(candidate, change.isAlone));
    for (const each of inner) {
      const text = each.host?.document === index ? changedText(each, change) : undefined;
      if (each.host && text !== undefined) changes.set(keyOf(each.host.path), text);
    }
    const origins = own.filter((origin) => origin.document === index);
    if (changes.size === 0 && origins.length === 0) return undefined;
    const result = withChanges(document.data, changes);
    for (const origin of origins) annotate(result, origin, change.sources.origins().indexOf(origin));
    return result;
  });
  return data.every((each) => each === undefined) ? undefined : textOf(part, data);
}

function markerFor({ id, value, text, before, part }: Candidate, isAlone: boolean): unknown {
  const isTyped = isAlone || part.role === 'kustomization' || part.role === 'given';
  if (typeof value === 'number' && isTyped) return markNumber(id);
  if (typeof value === 'boolean' && isTyped) return !value;
  return `${before}${markText(text, id)}`;
}

/** Writes the number of an origin into the annotations of its object. */
function annotate(data: unknown, { path, isGenerated }: Origin, number: number): void {
  let target = data as Record<string | number, unknown>;
  for (const key of [...path, isGenerated ? 'options' : 'metadata', 'annotations']) {
    if (typeof target[key] !== 'object' || target[key] === null) target[key] = {};
    target = target[key] as Record<string | number, unknown>;
  }
  target[ORIGIN] = String(number);
}

let free = availableParallelism();
const waiting: (() => void)[] = [];

async function inTurn<T>(act: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((go) => waiting.push(go));
  try {
    return await act();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}
