import { createServer } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { healthReply, isSigned, port, replyTo } from './contract.ts';
import { hasDuties, LIMITS, record } from './duties.ts';

/** The three libraries as their READMEs show them; the body is parsed before it is proven. */
const router = new Router();
router.get('/health', (ctx) => {
  ctx.body = healthReply;
});
router.post('/', (ctx) => {
  const { rawBody, body } = ctx.request as { rawBody: string; body: unknown };
  if (isSigned(Buffer.from(rawBody), ctx.headers.signaturecek)) ctx.body = replyTo(body);
  else ctx.status = 401;
});
const app = new Koa();
if (hasDuties)
  app.use(async (ctx, next) => {
    const start = performance.now();
    await next();
    record({ method: ctx.method, path: ctx.path, message: ctx.request.body, status: ctx.status, start });
  });
if (hasDuties)
  app.use(async (ctx, next) => {
    if (ctx.headers['content-encoding'] === undefined) await next();
    else ctx.status = 415;
  });
app.use(bodyParser(hasDuties ? { jsonLimit: String(LIMITS.body) } : {}));
app.use(router.routes()).use(router.allowedMethods());
const answer = app.callback();
const options = hasDuties ? { ...LIMITS, maxHeaderSize: LIMITS.head } : {};
createServer(options, (request, response) => void answer(request, response)).listen(port, '127.0.0.1');
