import { createHash } from 'node:crypto';

/** A generator like Math.random that gives the same numbers for the same seed: for dialogues and fuzzing, not secrets. */
export function seededRandom(seed: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed}:${count}`).digest().readUInt32BE() / 2 ** 32;
  };
}
