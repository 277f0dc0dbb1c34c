import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KindId, Kinds } from '../../verify/see/kinds.ts';
import type { Exchange, Other } from '../../verify/see/snapshot.ts';
import type { World } from '../../verify/see/world.ts';

/** Worlds one after the other. Each object and answer is stored once: few change from one second to the next. */
interface Packed {
  readonly parts: readonly unknown[];
  readonly worlds: readonly (Omit<World, 'objects' | 'answers'> & {
    readonly objects: Readonly<Record<string, readonly number[]>>;
    readonly answers: readonly number[];
  })[];
}

/**
 * Writes worlds to `<folder>/<name>.json.gz`. What had been asked for is left out: in a recording, what was not seen is
 * absent, so that it stays of use when other questions are asked.
 * @returns its size in bytes
 */
export function writeRecording(folder: string, name: string, worlds: readonly World[]): number {
  mkdirSync(folder, { recursive: true });
  const bytes = gzipSync(JSON.stringify(pack(worlds)), { level: 9 });
  writeFileSync(join(folder, `${name}.json.gz`), bytes);
  return bytes.length;
}

/** The worlds of a recording, in their order. */
export function readRecording(file: string | URL): readonly World[] {
  const { parts, worlds } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Packed;
  const at = <T>(indices: readonly number[]) => indices.map((index) => parts[index] as T);
  return worlds.map(({ objects, answers, ...world }) => ({
    ...world,
    objects: Object.fromEntries(Object.entries(objects).map(([kind, all]) => [kind, at<Kinds[KindId]>(all)])),
    answers: at<Exchange<Other>>(answers),
  }));
}

function pack(worlds: readonly World[]): Packed {
  const places = new Map<string, number>();
  const place = (part: unknown): number => {
    const text = JSON.stringify(part);
    const found = places.get(text) ?? places.size;
    places.set(text, found);
    return found;
  };
  const packed = worlds.map(({ format, takenAt, scope, objects, gaps, answers }) => ({
    ...{ format, takenAt, scope, gaps },
    objects: Object.fromEntries(Object.entries(objects).map(([kind, all]) => [kind, all.map(place)])),
    answers: answers.map(place),
  }));
  return { parts: [...places.keys()].map((text) => JSON.parse(text) as unknown), worlds: packed };
}
