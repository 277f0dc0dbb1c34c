import type Koa from 'koa';
import compose from 'koa-compose';
import type { Handler } from './http-server.ts';

/**
 * Koa's own `callback` without two parts that cost time on every request and are not needed here: a listener for the
 * end of each response, and support for bodies other than texts.
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
    if (ctx.method === 'HEAD' || typeof ctx.body !== 'string') response.end();
    else response.end(ctx.body);
  };
}
