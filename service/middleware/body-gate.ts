import { refuse, type SkillMiddleware } from './state.ts';

interface Options {
  /** Bytes. */
  readonly limit: number;
}

/** Refuses, by the headers alone, a body that is compressed or longer than `limit`. */
export function bodyGate({ limit }: Options): SkillMiddleware {
  return function bodyGate(ctx, next) {
    const encoding = ctx.req.headers['content-encoding'];
    if (encoding && encoding.toLowerCase() !== 'identity') {
      refuse(ctx, 415, 'content-encoding');
      return;
    }
    // The body parser knows “identity” in lower case only.
    delete ctx.req.headers['content-encoding'];
    if (Number(ctx.req.headers['content-length'] ?? 0) > limit) {
      refuse(ctx, 413, 'content-length');
      return;
    }
    return next();
  };
}
