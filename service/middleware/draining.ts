import type { SkillMiddleware } from './state.ts';

interface Options {
  readonly isDraining: () => boolean;
}

/**
 * Asks callers to open a new connection next time, from the moment the server drains. Set after the answer is made,
 * so that requests that were under way at that moment carry it too; Envoy would keep the connection otherwise.
 */
export function draining({ isDraining }: Options): SkillMiddleware {
  return async function draining(ctx, next) {
    await next();
    if (isDraining()) ctx.set('Connection', 'close');
  };
}
