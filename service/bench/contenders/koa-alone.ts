import { createServer } from 'node:http';
import Koa from 'koa';
import { koaCallback } from '../../koa-callback.ts';
import { healthReply, isSigned, port, replyTo } from './contract.ts';

/** Koa as the service runs it, without a router and a body parser: the cost of Koa alone. */
const app = new Koa();
app.use(async (ctx) => {
  if (ctx.path === '/health') {
    ctx.body = JSON.stringify(healthReply);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  if (isSigned(body, ctx.headers.signaturecek)) ctx.body = JSON.stringify(replyTo(JSON.parse(body.toString())));
  else ctx.status = 401;
});
const answer = koaCallback(app);
createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1');
