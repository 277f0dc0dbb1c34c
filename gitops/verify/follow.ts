import type { Clock } from './clock.ts';
import type { Finding } from './finding.ts';

/** Milliseconds: after which another look is taken without news, since what the world gets tells no news. */
const INTERVAL = 3_000;
/** Milliseconds between the ends of one look and the begin of the next, whatever the news. */
const PAUSE = 500;
/** Milliseconds that a failure must last before it ends the waiting. */
const CONFIRMATION = 2_000;

/** What one look saw. */
export interface Look<T> {
  readonly findings: readonly Finding[];
  readonly seen: T;
}

interface Options<T> {
  readonly look: () => Promise<Look<T>>;
  /** Codes of what does not pass without somebody doing something. */
  readonly lasting: ReadonlySet<string>;
  /** Settles when something of what was seen has changed; ended by the signal. */
  readonly news: (seen: T, signal: AbortSignal) => Promise<void>;
  /** Is told what each look saw that is not the last. */
  readonly goOn: (findings: readonly Finding[]) => void;
  /** Milliseconds; 0 is one look. A look that has begun by then is finished. */
  readonly wait: number;
  readonly clock: Clock;
}

/** Looks, at each news again, until everything is fine, or will not become so by waiting, or the time is over. */
export async function follow<T>({ look, lasting, news, goOn, wait, clock }: Options<T>): Promise<Look<T>> {
  const end = clock.now() + wait;
  /** When each failure that lasts was seen first. */
  let since = new Map<string, number>();
  for (;;) {
    const last = await look();
    const now = clock.now();
    since = new Map(losses(last.findings, lasting).map((key) => [key, since.get(key) ?? now]));
    const isLost = [...since.values()].some((first) => now - first >= CONFIRMATION);
    if (now >= end || isLost || isFine(last.findings)) return last;
    goOn(last.findings);
    const most = Math.min(since.size > 0 ? CONFIRMATION : INTERVAL, end - now);
    await clock.sleep(Math.min(PAUSE, most));
    await within(most - PAUSE, clock, (signal) => news(last.seen, signal));
  }
}

/** Nothing is on its way, wrong, or unknown. */
function isFine(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level === 'warning' || level === 'info');
}

/** What waiting does not heal: failures that last and, where nothing else is waited for, what cannot be known. */
function losses(findings: readonly Finding[], lasting: ReadonlySet<string>): readonly string[] {
  const roots = findings.filter(({ cause }) => cause === undefined);
  const failures = roots.filter(({ level, code }) => level === 'error' && lasting.has(code));
  const isWaitedFor = roots.some(
    ({ level, code }) => level === 'progress' || (level === 'error' && !lasting.has(code)),
  );
  const unknowns = isWaitedFor ? [] : roots.filter(({ level }) => level === 'unknown');
  return [...failures, ...unknowns].map(({ code, object }) => `${code} ${JSON.stringify(object)}`);
}

async function within(most: number, clock: Clock, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (most <= 0) return;
  const controller = new AbortController();
  await Promise.race([act(controller.signal), clock.sleep(most)]);
  controller.abort();
}
