import type { Facts } from '../facts.ts';
import { KubectlError } from '../kubectl.ts';
import { isIdle, isSettled, ofEnvironment, stateOf, type Sight } from './sight.ts';

/** Milliseconds between two looks at the cluster. */
const INTERVAL = 2_000;
/** Milliseconds without a change after which is asked why, and Argo CD to look again; and then again and again. */
const QUIET = 10_000;
/** Milliseconds without any change after which waiting is of no use, where something is wrong that does not pass. */
const STUCK = 180_000;
/** Most reasons that are told at a time. */
const MOST = 3;

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
  /** When each part changed last, and when Argo CD was last asked to look at it. */
  const changes = new Map<string, number>();
  const requests = new Map<string, number>();
  const say = (part: string, words: string) => {
    if (told.get(part) === words) return;
    told.set(part, words);
    changes.set(part, clock.now());
    tell(`${String(Math.round((clock.now() - start) / 1000)).padStart(5)} s  ${part}: ${words}`);
  };
  let judged = start;
  for (;;) {
    try {
      const seen = await look();
      for (const [part, words] of stateOf(seen, facts)) say(part, words);
      told.delete('cluster');
      const applications = ofEnvironment(seen.applications, facts);
      const changed = Math.max(start, ...applications.map(({ metadata: { name } }) => changes.get(name) ?? start));
      // Argo CD looks again only minutes later at what lacked a CRD, or came before its own repo-server was ready.
      for (const { metadata } of applications.filter(isIdle)) {
        const { name } = metadata;
        if (clock.now() - Math.max(changes.get(name) ?? start, requests.get(name) ?? start) < QUIET) continue;
        await refresh(name);
        requests.set(name, clock.now());
      }
      const isDone = isSettled(applications);
      if (isDone || clock.now() - Math.max(changed, judged) >= QUIET) {
        const { isFine, isLasting, reasons } = await judge();
        judged = clock.now();
        if (isDone && isFine) return true;
        for (const [about, words] of [...reasons].slice(0, MOST)) say(about, words);
        if (isLasting && judged - changed >= STUCK) return false;
      }
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      say('cluster', error.message);
    }
    if (clock.now() - start >= wait) return false;
    await clock.sleep(INTERVAL);
  }
}
