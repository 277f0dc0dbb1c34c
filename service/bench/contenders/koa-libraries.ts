import { createServer } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import { koaCallback } from '../../koa-callback.ts';
import { rawBody } from '../../middleware/raw-body.ts';
import type { SkillState } from '../../middleware/state.ts';
import { healthReply, isSigned, port, replyTo } from './contract.ts';

/** The three libraries as the service uses them, without its limits, log and metrics: the cost of all three. */
const router = new Router<SkillState>();
router.get('/health', (ctx) => {
  ctx.body = JSON.stringify(healthReply);
});
router.post('/', rawBody({ limit: 65_536 }), (ctx) => {
  const { rawBody: body } = ctx.request as unknown as { rawBody: Buffer };
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  if (isSigned(body, ctx.headers.signaturecek)) ctx.body = JSON.stringify(replyTo(JSON.parse(body.toString())));
  else ctx.status = 401;
});
const app = new Koa<SkillState>();
app.use(router.routes());
const answer = koaCallback(app);
createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1');
