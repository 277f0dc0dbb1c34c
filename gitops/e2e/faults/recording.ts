import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Exchange, Snapshot } from '../../verify/snapshot.ts';

/** Looks one after the other. Each exchange is stored once, because few of them change from one second to the next. */
interface Packed {
  readonly exchanges: readonly Exchange[];
  readonly looks: readonly (Omit<Snapshot, 'exchanges'> & { readonly exchanges: readonly number[] })[];
}

/** Writes looks to `<folder>/<name>.json.gz`. @returns its size in bytes */
export function writeRecording(folder: string, name: string, looks: readonly Snapshot[]): number {
  mkdirSync(folder, { recursive: true });
  const bytes = gzipSync(JSON.stringify(pack(looks)), { level: 9 });
  writeFileSync(join(folder, `${name}.json.gz`), bytes);
  return bytes.length;
}

/** The looks of a recording, in their order. */
export function readRecording(file: string | URL): readonly Snapshot[] {
  const { exchanges, looks } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Packed;
  return looks.map((look) => ({ ...look, exchanges: look.exchanges.flatMap((index) => exchanges[index] ?? []) }));
}

function pack(looks: readonly Snapshot[]): Packed {
  const places = new Map<string, number>();
  const place = (exchange: Exchange): number => {
    const text = JSON.stringify(exchange);
    const found = places.get(text) ?? places.size;
    places.set(text, found);
    return found;
  };
  const packed = looks.map((look) => ({ ...look, exchanges: look.exchanges.map(place) }));
  return { exchanges: [...places.keys()].map((text) => JSON.parse(text) as Exchange), looks: packed };
}
