import type { Facts } from '../facts.ts';
import { KubectlError } from '../kubectl.ts';
import { isIdle, isSettled, ofEnvironment, stateOf, type Sight } from './sight.ts';

/** Milliseconds between two looks at the cluster. */
const INTERVAL = 2_000;
/** Milliseconds without any change after which is asked why, and then again and again. */
const QUIET = 10_000;
/** Milliseconds without any change after which waiting is of no use, where something is wrong that does not pass. */
const STUCK = 180_000;

/** What verify says of the environment. */
export interface Verdict {
  readonly isFine: boolean;
  /** Whether something is wrong that does not pass by itself. */
  readonly isLasting: boolean;
  /** What keeps it, by what it is about. */
  readonly reasons: ReadonlyMap<string, string>;
}

interface Options {
  readonly facts: Facts;
  /** @throws {KubectlError} */
  readonly look: () => Promise<Sight>;
  readonly judge: () => Promise<Verdict>;
  /** Has Argo CD look at an Application again, instead of minutes later. @throws {KubectlError} */
  readonly refresh: (name: string) => Promise<void>;
  readonly tell: (line: string) => void;
  /** Milliseconds. */
  readonly wait: number;
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
}

/**
 * Waits until an environment has arrived, and tells each change on the way; where there is none for a while, why.
 * @returns whether it has; else the time is over, or waiting is of no use
 */
export async function awaitArrival({ facts, look, judge, refresh, tell, wait, clock }: Options): Promise<boolean> {
  const start = clock.now();
  const told = new Map<string, string>();
  let changed = start;
  let judged = start;
  const say = (part: string, words: string) => {
    if (told.get(part) === words) return false;
    told.set(part, words);
    tell(`${String(Math.round((clock.now() - start) / 1000)).padStart(5)} s  ${part}: ${words}`);
    return true;
  };
  for (;;) {
    try {
      const seen = await look();
      const changes = [...stateOf(seen, facts)].filter(([part, words]) => say(part, words));
      if (changes.length > 0) changed = clock.now();
      const applications = ofEnvironment(seen.applications, facts);
      const isDone = isSettled(applications);
      if (isDone || clock.now() - Math.max(changed, judged) >= QUIET) {
        // Argo CD does not look again when a CRD changes, and an Application that lacks one stays as it is.
        for (const { metadata } of applications.filter(isIdle)) await refresh(metadata.name);
        const { isFine, isLasting, reasons } = await judge();
        judged = clock.now();
        if (isDone && isFine) return true;
        for (const [about, words] of reasons) say(about, words);
        if (isLasting && judged - changed >= STUCK) return false;
      }
      told.delete('cluster');
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      say('cluster', error.message);
    }
    if (clock.now() - start >= wait) return false;
    await clock.sleep(INTERVAL);
  }
}
