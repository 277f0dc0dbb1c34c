import Router from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { healthReply, isSigned, port, reply } from './contract.ts';

const router = new Router();
router.get('/health', (ctx) => {
  ctx.body = healthReply;
});
router.post('/', (ctx) => {
  if (!isSigned(Buffer.from((ctx.request as { rawBody: string }).rawBody), ctx.get('signaturecek'))) ctx.throw(401);
  ctx.body = reply;
});
new Koa().use(bodyParser()).use(router.routes()).use(router.allowedMethods()).listen(port, '127.0.0.1');
