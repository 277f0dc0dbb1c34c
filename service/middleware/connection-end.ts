import { finished } from 'node:stream/promises';
import type { SkillMiddleware } from './state.ts';

interface Options {
  readonly isDraining: () => boolean;
  /** Milliseconds after the answer in which a caller that is still sending can read it. */
  readonly lingerMs: number;
}

/**
 * Closes connections that should not be reused.
 *
 * While the server drains, these are all connections: a caller's next one goes to another server. This is decided
 * after the answer is made, so that requests already under way are included; Envoy would keep their connections.
 *
 * At any time, it is the connection of a request that was answered before its body was read. Closing it with unread
 * bytes would reset it and could lose the answer (RFC 9112, 9.6), so the answer goes out first, and whatever still
 * arrives is discarded until the caller closes or `lingerMs` have passed.
 */
export function connectionEnd({ isDraining, lingerMs }: Options): SkillMiddleware {
  return async function connectionEnd(ctx, next) {
    await next();
    const isUnread = !ctx.req.complete;
    if (isUnread || isDraining()) ctx.set('Connection', 'close');
    if (!isUnread) return;
    ctx.flushHeaders();
    // It rejects when that time is over, and where the caller leaves.
    await finished(ctx.req.resume(), { signal: AbortSignal.timeout(lingerMs) }).catch(() => undefined);
  };
}
