import type { Clock } from './clock.ts';
import type { Verdict } from './verdict.ts';

/** Milliseconds between two looks. */
const INTERVAL = 2_000;

interface Options {
  readonly look: () => Promise<readonly Verdict[]>;
  /** Is told what a look saw that is not the last. */
  readonly goOn: (verdicts: readonly Verdict[]) => void;
  /** Milliseconds; 0 is one look. A look that has begun by then is finished. */
  readonly wait: number;
  readonly clock: Clock;
}

/** Looks until everything is ok, or the time is over. @returns what the last look saw */
export async function untilOk({ look, goOn, wait, clock }: Options): Promise<readonly Verdict[]> {
  const end = clock.now() + wait;
  for (;;) {
    const verdicts = await look();
    const left = end - clock.now();
    if (left <= 0 || verdicts.every(({ state }) => state === 'ok')) return verdicts;
    goOn(verdicts);
    await clock.sleep(Math.min(INTERVAL, left));
  }
}
