import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { Readable } from 'node:stream';
import Koa from 'koa';
import { listen } from '#program/listen.ts';
import { koaCallback } from './koa-callback.ts';

describe('koaCallback', () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });

  async function answer(body: unknown, init: RequestInit = {}) {
    const app = new Koa();
    app.use((ctx) => {
      ctx.status = 201;
      ctx.body = body;
    });
    const callback = koaCallback(app);
    const server = createServer((request, response) => void callback(request, response));
    servers.push(server);
    const response = await fetch(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/`, init);
    return { status: response.status, length: response.headers.get('content-length'), text: await response.text() };
  }

  for (const { name, body, text, length = String(Buffer.byteLength(text)) } of [
    { name: 'a text', body: '가', text: '가' },
    { name: 'an object', body: { 이름: 1 }, text: '{"이름":1}' },
    { name: 'a list', body: [1], text: '[1]' },
    { name: 'a number', body: 0, text: '0' },
    { name: 'bytes', body: Buffer.from('가'), text: '가' },
    { name: 'a stream', body: Readable.from(['가']), text: '가', length: null },
  ]) {
    it(`answers ${name} as Koa does`, async () => {
      assert.deepEqual(await answer(body), { status: 201, length, text });
    });
  }

  for (const body of ['가', { 이름: 1 }])
    it(`answers HEAD with the length of ${JSON.stringify(body)} and nothing else`, async () => {
      const { length, text } = await answer(body, { method: 'HEAD' });
      assert.deepEqual(
        [length, text],
        [String(Buffer.byteLength(typeof body === 'string' ? body : JSON.stringify(body))), ''],
      );
    });
});
