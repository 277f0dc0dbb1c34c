import type { SkillContext, SkillMiddleware } from './state.ts';

interface Options {
  /** Milliseconds after the answer during which a caller that still sends may find it. */
  readonly lingerMs: number;
}

/**
 * Ends the connection of a request that was answered before its body was read. Closing with bytes unread would reset
 * the connection and could take the answer with it (RFC 9112, 9.6), so the answer goes out first and what still
 * arrives is thrown away until the caller closes or `lingerMs` are over.
 */
export function unreadBody({ lingerMs }: Options): SkillMiddleware {
  return async function unreadBody(ctx, next) {
    await next();
    if (ctx.req.complete) return;
    ctx.set('Connection', 'close');
    if (ctx.body != null) return;
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
