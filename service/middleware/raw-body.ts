import bodyParser from 'koa-bodyparser';
import { refuse, type SkillMiddleware } from './state.ts';

interface Options {
  /** Bytes. */
  readonly limit: number;
}

/**
 * Reads the body as the bytes that were sent, up to `limit`, into `ctx.request.rawBody`.
 *
 * koa-bodyparser decides by Content-Type whether and how it reads, and CLOVA documents a Content-Type that no parser
 * understands (`application/json;charset-UTF-8`). So every body is declared to be text, and `encoding: null` keeps it
 * undecoded. To be removed when koa-bodyparser can read bytes of any Content-Type.
 */
export function rawBody({ limit }: Options): SkillMiddleware {
  // The types allow only names of encodings; raw-body, which does the work, takes null for “none”.
  const options = { enableTypes: ['text'], textLimit: limit, encoding: null } as unknown as bodyParser.Options;
  const read = bodyParser(options);
  return async function rawBody(ctx, next) {
    ctx.req.headers['content-type'] = 'text/plain';
    try {
      await read(ctx, () => Promise.resolve());
    } catch (error) {
      const { type } = error as { type?: unknown };
      if (type === 'entity.too.large') refuse(ctx, 413, 'body');
      else refuse(ctx, 400, 'body broken off');
      return;
    }
    await next();
  };
}
