import type { Clock } from '../see/clock.ts';
import type { Finding } from '../model/finding.ts';

/** Milliseconds after which to look again without news: what is served on the network does not announce its changes. */
const INTERVAL = 3_000;

/** Milliseconds at least between the end of one look and the start of the next. */
const PAUSE = 500;

/** Milliseconds that a failure must last before waiting ends. */
const CONFIRMATION = 2_000;

/** Milliseconds that a failure which may pass must last before waiting ends, where nothing is known to move. */
const STANDSTILL = 30_000;

/** Milliseconds between two looks that must both see what is doubted. */
const DOUBT = 5_000;

/** What one look saw. */
export interface Look<T> {
  readonly findings: readonly Finding[];
  readonly seen: T;
}

interface Options<T> {
  readonly look: () => Promise<Look<T>>;
  /** Codes of what does not pass by itself. */
  readonly lasting: ReadonlySet<string>;
  /** Codes of what one look alone does not show. */
  readonly doubted: ReadonlySet<string>;
  /** Settles when something that was seen has changed; the signal cancels it. */
  readonly news: (seen: T, signal: AbortSignal) => Promise<void>;
  /** Called with the findings of each look but the last. */
  readonly goOn: (findings: readonly Finding[]) => void;
  /** Milliseconds; 0 means one look. A look that has begun when the time is over is finished. */
  readonly wait: number;
  readonly clock: Clock;
}

/** Looks, and again at each news, until everything is fine, waiting is of no use, or the time is over. */
export async function waitForOutcome<T>({
  look,
  lasting,
  doubted,
  news,
  goOn,
  wait,
  clock,
}: Options<T>): Promise<Look<T>> {
  const end = clock.now() + wait;
  /** When each present failure was first seen. */
  let since = new Map<string, number>();
  for (;;) {
    const last = await look();
    const now = clock.now();
    const lost = losses(last.findings, lasting);
    const stuck = standstills(last.findings, lasting);
    const doubts = last.findings.filter(({ code }) => doubted.has(code)).map(keyOf);
    since = new Map([...lost, ...stuck, ...doubts].map((key) => [key, since.get(key) ?? now]));
    const age = (key: string) => now - (since.get(key) ?? now);
    const isLost = lost.some((key) => age(key) >= CONFIRMATION) || stuck.some((key) => age(key) >= STANDSTILL);
    const isSure = doubts.every((key) => age(key) >= DOUBT);
    if (now >= end || isLost || (isFine(last.findings) && isSure)) return last;
    goOn(last.findings);
    const most = Math.min(lost.length > 0 ? CONFIRMATION : INTERVAL, end - now);
    await clock.sleep(Math.min(PAUSE, most));
    await within(most - PAUSE, clock, (signal) => news(last.seen, signal));
  }
}

/** Whether nothing is wrong, unknown or under way. */
function isFine(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level === 'warning' || level === 'info');
}

/** What waiting cannot heal: lasting failures and, where nothing else is waited for, what is unknown. */
function losses(findings: readonly Finding[], lasting: ReadonlySet<string>): readonly string[] {
  const roots = findings.filter(({ cause }) => cause === undefined);
  const failures = roots.filter(({ level, code }) => level === 'error' && lasting.has(code));
  const isWaitedFor = roots.some(({ level }) => level === 'progress') || passing(roots, lasting).length > 0;
  const unknowns = isWaitedFor ? [] : roots.filter(({ level }) => level === 'unknown');
  return [...failures, ...unknowns].map(keyOf);
}

/** What may pass although nothing is known to move it; nothing where something moves, which may take it along. */
function standstills(findings: readonly Finding[], lasting: ReadonlySet<string>): readonly string[] {
  const roots = findings.filter(({ cause }) => cause === undefined);
  return roots.some(({ level }) => level === 'progress') ? [] : passing(roots, lasting).map(keyOf);
}

function passing(roots: readonly Finding[], lasting: ReadonlySet<string>): readonly Finding[] {
  return roots.filter(({ level, code }) => level === 'error' && !lasting.has(code));
}

function keyOf({ code, object }: Finding): string {
  return `${code} ${JSON.stringify(object)}`;
}

async function within(most: number, clock: Clock, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (most <= 0) return;
  const controller = new AbortController();
  await Promise.race([act(controller.signal), clock.sleep(most)]);
  controller.abort();
}
