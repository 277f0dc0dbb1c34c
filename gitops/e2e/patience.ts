import { setTimeout as sleep } from 'node:timers/promises';

interface Options<T> {
  /** What is waited for, as it is told when it does not come. */
  readonly what: string;
  /** Seconds. */
  readonly within: number;
  /** What is seen now, and whether it is what was waited for. */
  readonly look: () => Promise<{ readonly isThere: boolean; readonly seen: T }>;
  /** The part of it that is told when it does not come; all of it by default. */
  readonly tell?: (seen: T) => unknown;
  /** Milliseconds between two looks. */
  readonly every?: number;
}

/** What was waited for did not come; the message tells what was seen last. */
export class PatienceError extends Error {
  override name = 'PatienceError';
}

/** Looks until it is there. @throws {PatienceError} with what was seen last, when it does not come in time */
export async function waitFor<T>({ what, within, look, tell = (seen) => seen, every = 500 }: Options<T>): Promise<T> {
  const end = Date.now() + within * 1000;
  for (;;) {
    const { isThere, seen } = await look();
    if (isThere) return seen;
    if (Date.now() > end)
      throw new PatienceError(`${what} did not come within ${within} s; last seen: ${words(tell(seen))}`);
    await sleep(every);
  }
}

function words(seen: unknown): string {
  return typeof seen === 'string' ? seen : JSON.stringify(seen, undefined, 2);
}
