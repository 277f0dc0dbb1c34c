import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { parsePublicKeys } from './cek/keys.ts';
import { takeToken, type Rate } from './token-bucket.ts';

/** The public keys that signatures are checked with. */
export interface KeyRing {
  /** The current keys; empty until there are any. */
  readonly current: readonly KeyObject[];
  /** Why there is no key, or why the last attempt to get newer ones failed. */
  readonly problem: string | undefined;
  /**
   * The keys for a signature that did not verify with `current`, each time newer ones may have come: first from a
   * download that is under way already and may have begun before CLOVA changed its key, then from one that begins after
   * this call. It ends there, after 6 s at the latest.
   */
  renewals(): AsyncIterable<readonly KeyObject[]> | Iterable<readonly KeyObject[]>;
  /** Fetches the first keys, and newer ones from time to time, until `stop`. */
  start(): void;
  stop(): void;
}

/**
 * Downloads of all kinds: at most 25 in a minute. A request may wait for the next one (3 s) and for its end (3 s by
 * key-download.ts), and stays below the 8 s after which CLOVA gives up.
 */
const BUDGET: Rate = { burst: 5, interval: 3_000 };
/** Requests that may wait for newer keys: each of them keeps its body of up to 64 KiB. */
const MAX_WAITING = 1_000;
/** Milliseconds between two routine downloads; for so long a key that CLOVA withdrew may still be trusted. */
const REFRESH_INTERVAL = 15 * 60_000;
/** Milliseconds of the first and of the longest wait between two attempts while there is no key. */
const RETRY = { first: 1_000, longest: 60_000 };

/** Keys that never change. */
export function pinnedKeyRing(keys: readonly KeyObject[]): KeyRing {
  return {
    current: keys,
    problem: undefined,
    renewals: () => [],
    start: () => undefined,
    stop: () => undefined,
  };
}

interface Options {
  readonly url: string;
  /** Gives the text at `url` as it is now; rejects with an Error that says why it could not. */
  readonly download: () => Promise<string>;
  /** Milliseconds since some fixed moment. */
  readonly now: () => number;
  readonly log: Logger;
}

/** Keys from a URL. One download runs at a time, within a budget; if it fails, the last good keys stay. */
export function fetchedKeyRing({ url, download, now, log }: Options): KeyRing {
  let current: readonly KeyObject[] = [];
  let problem: string | undefined = `${url}: not fetched yet`;
  let begun = 0;
  let underWay: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let budgetFullAt = Number.NEGATIVE_INFINITY;
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function fetchKeys(): Promise<void> {
    try {
      const parsed = parsePublicKeys(await download());
      for (const unusable of parsed.problems) log.warn({ url, problem: unusable }, 'public key not usable');
      if (parsed.keys.length === 0) throw new Error(parsed.problems.join('; '));
      current = parsed.keys;
      problem = undefined;
      log.info({ url, keys: current.length }, 'public keys fetched');
    } catch (error) {
      problem = `${url}: ${(error as Error).message}`;
      log.error({ url, problem: (error as Error).message, kept: current.length }, 'public keys not fetched');
    }
  }

  /** Downloads the keys, beginning after this call: as soon as no download is under way and the budget allows one. */
  function fetchAfresh(): Promise<void> {
    next ??= (async () => {
      await underWay;
      const { spendAt, fullAt } = takeToken(BUDGET, budgetFullAt, now());
      budgetFullAt = fullAt;
      if (spendAt > now()) await new Promise((resolve) => setTimeout(resolve, spendAt - now()).unref());
      next = undefined;
      begun += 1;
      underWay = fetchKeys();
      await underWay;
      underWay = undefined;
    })();
    return next;
  }

  function schedule(retryMs: number): void {
    if (isStopped) return;
    const wait = current.length === 0 ? retryMs : REFRESH_INTERVAL;
    timer = setTimeout(() => {
      void fetchAfresh().then(() => {
        schedule(Math.min(retryMs * 2, RETRY.longest));
      });
    }, wait);
    timer.unref();
  }

  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
    async *renewals() {
      if (waiting === MAX_WAITING) return;
      waiting += 1;
      try {
        const before = begun;
        if (underWay) {
          await underWay;
          yield current;
        }
        // Another request may have begun one meanwhile.
        await (begun === before ? fetchAfresh() : underWay);
        yield current;
      } finally {
        waiting -= 1;
      }
    },
    start() {
      void fetchAfresh().then(() => {
        schedule(RETRY.first);
      });
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
