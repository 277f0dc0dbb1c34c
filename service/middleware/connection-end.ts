import type { SkillContext, SkillMiddleware } from './state.ts';

interface Options {
  readonly isDraining: () => boolean;
  /** Milliseconds after the answer during which a caller that still sends may find it. */
  readonly lingerMs: number;
}

/**
 * Ends connections that should not be used again.
 *
 * While the server drains, all of them: callers open a new one next time, and that goes to another server. It is
 * decided after the answer is made, so that requests under way at that moment are told too; Envoy would keep the
 * connection otherwise.
 *
 * At any time, that of a request which was answered before its body was read. Closing with bytes unread would reset
 * the connection and could take the answer with it (RFC 9112, 9.6), so the answer goes out first, and what still
 * arrives is thrown away until the caller closes or `lingerMs` are over.
 */
export function connectionEnd({ isDraining, lingerMs }: Options): SkillMiddleware {
  return async function connectionEnd(ctx, next) {
    await next();
    const isUnread = !ctx.req.complete;
    if (isUnread || isDraining()) ctx.set('Connection', 'close');
    if (!isUnread || ctx.body != null) return;
    ctx.length = 0;
    ctx.flushHeaders();
    await discard(ctx.req, lingerMs);
  };
}

function discard(request: SkillContext['req'], ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', done).once('close', done).resume();
  });
}
