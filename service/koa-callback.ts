import type Koa from 'koa';
import compose from 'koa-compose';
import type { Handler } from './http-server.ts';

/** How Koa answers a request once `run` has settled; its types leave it out. It sets the status 404 first. */
type Answering = Readonly<Record<'handleRequest', (ctx: unknown, run: () => Promise<void>) => Promise<void>>>;

/**
 * Koa's own `callback` without two parts that cost time on every request: a listener for the end of each response, and
 * support for bodies other than texts. Where there is such a body, Koa itself answers; where there is none, none is sent.
 */
export function koaCallback<State>(app: Koa<State>): Handler {
  const run = compose(app.middleware);
  return async (request, response) => {
    const ctx = app.createContext(request, response);
    response.statusCode = 404;
    try {
      await run(ctx);
    } catch (error) {
      ctx.onerror(error as Error);
      return;
    }
    const { body } = ctx;
    if (body !== undefined && body !== null && typeof body !== 'string') {
      const { status } = ctx;
      await (app as unknown as Answering).handleRequest(ctx, () => {
        response.statusCode = status;
        return Promise.resolve();
      });
    } else if (ctx.method === 'HEAD' || typeof body !== 'string') response.end();
    else response.end(body);
  };
}
