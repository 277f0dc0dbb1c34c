import { createHash } from 'node:crypto';

/** Draws that a seed decides: the same seed gives the same draws. */
export interface Draw {
  readonly of: <T>(all: readonly T[]) => T;
  /** A name that nothing else has. */
  readonly name: () => string;
}

const WORDS = ['shop', 'lab', 'old', 'next', 'blue', 'spare'] as const;

export function drawsOf(seed: string): Draw {
  let count = 0;
  const number = () => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE();
  const of = <T>(all: readonly T[]): T => {
    if (all.length === 0) throw new RangeError('nothing to draw from');
    return all[number() % all.length] as T;
  };
  return { of, name: () => `${of(WORDS)}-${number().toString(36)}` };
}
