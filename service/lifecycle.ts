import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds until every proxy has learnt that this Pod is unready; until then it keeps serving. */
const ENDPOINT_DELAY = 5_000;
/** Milliseconds after SIGTERM at which requests are cut off; the Pod's grace period must be longer. */
const DEADLINE = 20_000;

export interface Lifecycle {
  isDraining(): boolean;
  /** Unready → endpoint delay → no new connections → requests under way end, or the deadline cuts them off. */
  drain(): Promise<void>;
  /** Ends everything at once. */
  close(): void;
}

/**
 * Settles once a signal has ended a service: SIGTERM drains it, SIGINT closes it at once, also while it drains.
 * @param onDrain is called when draining begins
 * @returns the exit status: 0 after SIGTERM; 130 after SIGINT, as shells have it
 */
export function endedBySignal(lifecycle: Lifecycle, onDrain?: () => void): Promise<0 | 130> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => {
      onDrain?.();
      void lifecycle.drain().then(() => {
        resolve(0);
      });
    });
    process.once('SIGINT', () => {
      resolve(130);
      lifecycle.close();
    });
  });
}

interface Options {
  /** The server whose requests are waited for. */
  readonly server: Server;
  /** The server that reports the draining, and therefore ends last. */
  readonly admin: Server;
  readonly onEnd: () => void;
  readonly endpointDelay?: number;
  readonly deadline?: number;
}

export function createLifecycle({
  server,
  admin,
  onEnd,
  endpointDelay = ENDPOINT_DELAY,
  deadline = DEADLINE,
}: Options): Lifecycle {
  const closing = new AbortController();
  let draining: Promise<void> | undefined;

  function close(): void {
    closing.abort();
    for (const each of [server, admin]) {
      each.close();
      each.closeAllConnections();
    }
    onEnd();
  }

  async function drain(): Promise<void> {
    const giveUp = setTimeout(close, deadline);
    await sleep(endpointDelay, undefined, { signal: closing.signal }).catch(() => undefined);
    // This closes idle connections too; the others carry “Connection: close” and end with their answer.
    await new Promise<void>((resolve) =>
      server.close(() => {
        resolve();
      }),
    );
    clearTimeout(giveUp);
    close();
  }

  return {
    isDraining: () => draining !== undefined,
    drain: () => (draining ??= drain()),
    close,
  };
}
