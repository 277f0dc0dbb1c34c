import Router from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { healthReply, isSigned, port, replyTo } from './contract.ts';

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
new Koa().use(bodyParser()).use(router.routes()).use(router.allowedMethods()).listen(port, '127.0.0.1');
