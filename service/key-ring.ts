import type { Logger } from 'pino';
import { parsePublicKeys, type PublicKey } from './cek/keys.ts';

/** The public keys that signatures are checked with. */
export interface KeyRing {
  /** The current keys; empty until there are any. */
  readonly current: readonly PublicKey[];
  /** Why there is no key, or why the last attempt to get newer ones failed. */
  readonly problem: string | undefined;
  /** Called when a signature did not verify. @returns true if keys were fetched, so that it is worth verifying again */
  renew(): Promise<boolean>;
  /** Fetches the first keys, and newer ones from time to time, until `stop`. */
  start(): void;
  stop(): void;
}

/** Milliseconds between two fetches caused by wrong signatures, so that forgers cannot make us fetch all the time. */
const RENEW_INTERVAL = 60_000;
/** Milliseconds between two routine fetches. */
const REFRESH_INTERVAL = 6 * 60 * 60_000;
/** Milliseconds of the first and of the longest wait between two attempts while there is no key. */
const RETRY = { first: 1_000, longest: 60_000 };

/** Keys that never change. */
export function pinnedKeyRing(keys: readonly PublicKey[]): KeyRing {
  return {
    current: keys,
    problem: undefined,
    renew: () => Promise.resolve(false),
    start: () => undefined,
    stop: () => undefined,
  };
}

interface Options {
  readonly url: string;
  /** Gives the text at `url`; rejects with an Error that says why it could not. */
  readonly download: (url: string) => Promise<string>;
  /** Milliseconds since some fixed moment. */
  readonly now: () => number;
  readonly log: Logger;
}

/** Keys from a URL. One fetch runs at a time; if it fails, the last good keys stay. */
export function fetchedKeyRing({ url, download, now, log }: Options): KeyRing {
  let current: readonly PublicKey[] = [];
  let problem: string | undefined = `${url}: not fetched yet`;
  let underWay: Promise<boolean> | undefined;
  let lastRenewal = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  async function fetchKeys(): Promise<boolean> {
    try {
      const parsed = parsePublicKeys(await download(url));
      for (const unusable of parsed.problems) log.warn({ url, problem: unusable }, 'public key not usable');
      if (parsed.keys.length === 0) throw new Error(parsed.problems.join('; '));
      current = parsed.keys;
      problem = undefined;
      log.info({ url, keys: current.length }, 'public keys fetched');
      return true;
    } catch (error) {
      problem = `${url}: ${(error as Error).message}`;
      log.error({ url, problem: (error as Error).message, kept: current.length }, 'public keys not fetched');
      return false;
    }
  }

  function fetchOnce(): Promise<boolean> {
    underWay ??= fetchKeys().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  function schedule(retryMs: number): void {
    if (isStopped) return;
    const wait = current.length === 0 ? retryMs : REFRESH_INTERVAL;
    timer = setTimeout(() => {
      void fetchOnce().then(() => {
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
    renew() {
      if (underWay) return underWay;
      if (now() - lastRenewal < RENEW_INTERVAL) return Promise.resolve(false);
      lastRenewal = now();
      return fetchOnce();
    },
    start() {
      void fetchOnce().then(() => {
        schedule(RETRY.first);
      });
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
