import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { listen } from '#program/listen.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { parsePublicKeys } from './cek/keys.ts';
import { readConfig, TIPS_FILE } from './config.ts';
import { createHttpServer } from './http-server.ts';
import { fetchedKeyRing, pinnedKeyRing, type KeyRing } from './key-ring.ts';
import { startService, type Service } from './service.ts';
import { lintReply } from './simulator/reply-lint.ts';
import type { Catalogue } from './tips.ts';
import { readTipsFile } from './tips-file.ts';

const APPLICATION_ID = 'kr.example.mrdebugger';
const catalogue = readTipsFile(TIPS_FILE);
const { publicPem, privateKey } = testKeyPair();
const { keys } = parsePublicKeys(publicPem);

/** Lines of the service's log, as objects. */
const logged: Record<string, unknown>[] = [];
const log = pino({ level: 'info' }, { write: (line) => logged.push(JSON.parse(line) as Record<string, unknown>) });

function start(
  ring: KeyRing = pinnedKeyRing(keys),
  env: Record<string, string> = {},
  tips: Catalogue = catalogue,
): Promise<Service> {
  const config = readConfig({
    CEK_APPLICATION_IDS: `${APPLICATION_ID},kr.example.second`,
    PORT: '0',
    ADMIN_PORT: '0',
    VERSION: '1.2.3',
    REVISION: 'abc',
    ...env,
  });
  return startService({ config, catalogue: tips, keys: ring, log, host: '127.0.0.1' });
}

const signed = (body: Buffer | string) => sign('RSA-SHA256', Buffer.from(body), privateKey).toString('base64');
const system = (applicationId: string) => ({ context: { System: { application: { applicationId } } } });
const launch = { ...system(APPLICATION_ID), request: { type: 'LaunchRequest' } };
const intent = (name: string) => ({
  ...system(APPLICATION_ID),
  session: { new: false, sessionAttributes: {} },
  request: { type: 'IntentRequest', intent: { name, slots: null } },
});

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly body?: Buffer | string;
  readonly headers?: Record<string, string>;
}

function call(port: number, { method = 'POST', path = '/', body = '', headers = {} }: Call): Promise<Response> {
  const payload = method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(Buffer.from(body)) };
  return fetch(`http://127.0.0.1:${port}${path}`, { method, headers, redirect: 'manual', ...payload });
}

function callSigned(port: number, message: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const body = Buffer.isBuffer(message) ? message : Buffer.from(JSON.stringify(message));
  return call(port, { body, headers: { signaturecek: signed(body), ...headers } });
}

/** Opens a connection, writes `text`, and gives what came back once the other side has closed. */
async function raw(port: number, text: string | Buffer, feed?: (socket: Socket) => void): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined).on('data', (chunk) => chunks.push(chunk));
  socket.write(text);
  feed?.(socket);
  await once(socket, 'end').catch(() => undefined);
  socket.destroy();
  return Buffer.concat(chunks).toString();
}

const lastRequestLine = () => logged.findLast(({ msg }) => msg === 'request') ?? {};

describe('the service', () => {
  let service: Service;
  let port: number;
  before(async () => {
    service = await start();
    port = service.port;
  });
  after(() => {
    service.lifecycle.close();
  });

  describe('path and method', () => {
    for (const { method, path, status, allow } of [
      { method: 'GET', path: '/', status: 405, allow: 'POST' },
      { method: 'OPTIONS', path: '/', status: 405, allow: 'POST' },
      { method: 'PROPFIND', path: '/', status: 405, allow: 'POST' },
      { method: 'POST', path: '/health', status: 405, allow: 'HEAD, GET' },
      { method: 'OPTIONS', path: '/health', status: 405, allow: 'HEAD, GET' },
      { method: 'POST', path: '/nothing', status: 404, allow: null },
      { method: 'POST', path: '/health/', status: 404, allow: null },
      { method: 'GET', path: '/Health', status: 404, allow: null },
      { method: 'GET', path: '/%zz', status: 404, allow: null },
      { method: 'GET', path: '/metrics', status: 404, allow: null },
      { method: 'GET', path: '/readyz', status: 404, allow: null },
    ]) {
      it(`answers ${method} ${path} with a bare ${status}`, async () => {
        const response = await call(port, { method, path });
        assert.equal(response.status, status);
        assert.equal(response.headers.get('allow'), allow);
        assert.equal(await response.text(), '');
      });
    }
  });

  describe('/health', () => {
    it('tells version and revision', async () => {
      const response = await call(port, { method: 'GET', path: '/health' });
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { status: 'ok', version: '1.2.3', revision: 'abc' });
    });

    it('answers HEAD with the same head and no body', async () => {
      const response = await call(port, { method: 'HEAD', path: '/health' });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-length'), '50');
      assert.equal(await response.text(), '');
    });
  });

  describe('encoding and size', () => {
    for (const encoding of ['gzip', 'br', 'x-unknown', 'identity, gzip']) {
      it(`answers Content-Encoding ${encoding} with 415, the body unread`, async () => {
        const response = await callSigned(port, launch, { 'content-encoding': encoding });
        assert.equal(response.status, 415);
        assert.equal(await response.text(), '');
      });
    }

    it('takes Content-Encoding identity in any case', async () => {
      assert.equal((await callSigned(port, launch, { 'content-encoding': 'Identity' })).status, 200);
    });

    it('reads a body of exactly the limit, and refuses one byte more', async () => {
      const message = JSON.stringify(launch);
      const atLimit = Buffer.from(message + ' '.repeat(65_536 - message.length));
      assert.equal((await callSigned(port, atLimit)).status, 200);
      assert.equal((await callSigned(port, Buffer.concat([atLimit, Buffer.from(' ')]))).status, 413);
    });

    it('answers a Content-Length over the limit before the body, and closes', async () => {
      const answer = await raw(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n');
      assert.match(answer, /^HTTP\/1\.1 413 .*\r\n(.*\r\n)*connection: close\r\n/i);
    });

    it('answers a chunked body that never ends with 413, and closes', async () => {
      let isOver = false;
      const chunk = `2000\r\n${'x'.repeat(0x2000)}\r\n`;
      const feed = (socket: Socket) => {
        const push = () => {
          if (!isOver) socket.write(chunk, push);
        };
        push();
      };
      const answer = await raw(port, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n', feed);
      isOver = true;
      assert.match(answer, /^HTTP\/1\.1 413 .*\r\n(.*\r\n)*connection: close\r\n/i);
    });

    it('lets a caller that sends megabytes read the 413', async () => {
      const response = await call(port, { body: Buffer.alloc(8 * 1024 * 1024) });
      assert.equal(response.status, 413);
    });

    it('answers a request with an unknown Expect header', async () => {
      const body = JSON.stringify(launch);
      const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: miracles\r\nSignatureCEK: ${signed(body)}\r\n`;
      assert.match(
        await raw(port, `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
        /^HTTP\/1\.1 200 /,
      );
    });
  });

  describe('signature', () => {
    const body = JSON.stringify(launch);
    for (const { name, headers, problem } of [
      { name: 'none', headers: {}, problem: 'missing' },
      { name: 'a malformed one', headers: { signaturecek: 'AAAA' }, problem: 'malformed' },
      { name: 'a repeated one', headers: { signaturecek: `${signed(body)}, ${signed(body)}` }, problem: 'repeated' },
      { name: 'one of another body', headers: { signaturecek: signed('{}') }, problem: 'wrong' },
    ]) {
      it(`answers ${name} with a bare 401, and says which only in the log`, async () => {
        const response = await call(port, { body, headers });
        assert.equal(response.status, 401);
        assert.equal(await response.text(), '');
        assert.equal(lastRequestLine().refusal, `signature ${problem}`);
      });
    }

    it('answers two header lines with 401, though both are right', async () => {
      const line = `SignatureCEK: ${signed(body)}\r\n`;
      const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
      assert.match(await raw(port, `${head}${line}${line}\r\n${body}`), /^HTTP\/1\.1 401 /);
      assert.equal(lastRequestLine().refusal, 'signature repeated');
    });

    it('answers the console’s empty POST with 401', async () => {
      assert.match(await raw(port, 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 401 /);
    });

    it('parses nothing before it is proven: unsigned garbage gets 401, not 400', async () => {
      assert.equal((await call(port, { body: '{', headers: { signaturecek: signed('x') } })).status, 401);
    });

    it('verifies exactly the bytes that were received, a byte order mark included', async () => {
      const marked = Buffer.from(`\ufeff${body}`);
      assert.equal((await call(port, { body: marked, headers: { signaturecek: signed(body) } })).status, 401);
      assert.equal((await callSigned(port, marked)).status, 200);
    });

    it('never writes the signature to the log', () => {
      assert.ok(!JSON.stringify(logged).includes(signed(body).slice(0, 40)));
    });
  });

  describe('shape and application', () => {
    it('answers a proven body that is not a message with a bare 400, and logs the field', async () => {
      const response = await callSigned(port, { request: { type: 7 } });
      assert.equal(response.status, 400);
      assert.equal(await response.text(), '');
      assert.equal(lastRequestLine().refusal, 'request.type: expected a string, found number');
    });

    for (const { name, message } of [
      { name: 'no application', message: { request: { type: 'LaunchRequest' } } },
      { name: 'an empty application', message: { ...launch, ...system('') } },
      { name: 'a foreign application', message: { ...launch, ...system('kr.example.other') } },
      { name: 'a foreign extensionId', message: { ...launch, request: { type: 'LaunchRequest', extensionId: 'x' } } },
      {
        name: 'an extensionId that disagrees',
        message: { ...launch, request: { type: 'LaunchRequest', extensionId: 'kr.example.second' } },
      },
      { name: 'a foreign extensionId of an event', message: { request: { type: 'EventRequest', extensionId: 'x' } } },
    ]) {
      it(`answers ${name} with a bare 403`, async () => {
        const response = await callSigned(port, message);
        assert.equal(response.status, 403);
        assert.equal(await response.text(), '');
      });
    }

    it('answers an event without session and application with an empty valid reply', async () => {
      const response = await callSigned(port, { session: null, context: {}, request: { type: 'EventRequest' } });
      assert.equal(response.status, 200);
      assert.deepEqual(lintReply(await response.json()), []);
    });
  });

  describe('reply', () => {
    for (const { name, message } of [
      { name: 'a launch', message: launch },
      { name: 'a known intent', message: intent('AnotherTipRequested') },
      { name: 'an unknown intent', message: intent('OrderPizza') },
      { name: 'an intent with an empty name', message: intent('') },
      { name: 'the end of a session', message: { ...launch, request: { type: 'SessionEndedRequest' } } },
      { name: 'an unknown type', message: { ...launch, request: { type: 'DreamRequest' } } },
      { name: 'a second application', message: { ...launch, ...system('kr.example.second') } },
    ]) {
      it(`answers ${name} with 200 and speech`, async () => {
        const response = await callSigned(port, message);
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
        const reply = (await response.json()) as { response: { outputSpeech: { values: { value: string } } } };
        assert.deepEqual(
          lintReply(reply).filter(({ level }) => level === 'error'),
          [],
        );
        assert.notEqual(reply.response.outputSpeech.values.value, '');
      });
    }

    for (const type of [
      'application/json;charset-UTF-8',
      'application/json',
      'text/plain; charset=x',
      'multipart/form-data',
      '\x01',
    ]) {
      it(`accepts Content-Type ${JSON.stringify(type)}`, async () => {
        const body = JSON.stringify(launch);
        const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\nSignatureCEK: ${signed(body)}\r\n`;
        const answer = await raw(port, `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
        assert.match(answer, type === '\x01' ? /^HTTP\/1\.1 400 / : /^HTTP\/1\.1 200 /);
      });
    }

    it('accepts a request without a Content-Type', async () => {
      const body = JSON.stringify(launch);
      const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nSignatureCEK: ${signed(body)}\r\n`;
      const answer = await raw(port, `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      assert.match(answer, /^HTTP\/1\.1 200 /);
    });

    it('logs type, intent, status and milliseconds, and nothing about who asked', async () => {
      const session = { new: false, sessionId: 's-1', user: { userId: 'secret-user', accessToken: 'secret-token' } };
      await callSigned(port, { ...intent('AnotherTipRequested'), session });
      const { type, intent: name, status, ms } = lastRequestLine();
      assert.deepEqual({ type, name, status }, { type: 'IntentRequest', name: 'AnotherTipRequested', status: 200 });
      assert.equal(typeof ms, 'number');
      assert.ok(!JSON.stringify(logged).includes('secret-'));
    });
  });

  describe('admin port', () => {
    it('is alive and ready', async () => {
      for (const path of ['/livez', '/readyz'])
        assert.equal((await call(service.adminPort, { method: 'GET', path })).status, 200);
    });

    it('exposes requests by type, intent and status, and problems of signatures', async () => {
      await callSigned(port, intent('OrderPizza'));
      await call(port, { body: '{}' });
      const text = await (await call(service.adminPort, { method: 'GET', path: '/metrics' })).text();
      assert.match(text, /skill_request_duration_seconds_count\{type="IntentRequest",intent="other",status="200"\} \d/);
      assert.match(text, /skill_signature_problems_total\{problem="missing"\} \d/);
      assert.match(text, /skill_public_keys 1/);
      assert.match(text, /process_cpu_seconds_total/);
    });
  });
});

describe('the service where a part of it fails', () => {
  const services: Service[] = [];
  after(() => {
    for (const service of services) service.lifecycle.close();
  });
  const started = async (...parts: Parameters<typeof start>) => {
    const service = await start(...parts);
    services.push(service);
    return service;
  };
  const metricsOf = async ({ adminPort }: Service) =>
    (await call(adminPort, { method: 'GET', path: '/metrics' })).text();
  const failing = <T extends object>(part: T): T =>
    new Proxy(part, {
      get() {
        throw new Error('a part of it fails');
      },
    });

  it('apologises where a handler throws, logs why, and counts it', async () => {
    const service = await started(pinnedKeyRing(keys), {}, failing(catalogue));
    const response = await callSigned(service.port, intent('AnotherTipRequested'));
    assert.equal(response.status, 200);
    assert.match(await response.text(), /잠시 문제가 생겼어요/);
    assert.ok(logged.some(({ msg }) => msg === 'handler failed'));
    assert.match(await metricsOf(service), /^skill_handler_failures_total 1$/m);
  });

  it('answers a bare 500 where something else throws, and logs and measures it like any request', async () => {
    const renewals = () => {
      throw new Error('a part of it fails');
    };
    const service = await started({ ...pinnedKeyRing(keys), renewals });
    const response = await call(service.port, { body: '{}', headers: { signaturecek: signed('another') } });
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /a part of it fails/);
    assert.deepEqual([lastRequestLine().status, lastRequestLine().path], [500, '/']);
    assert.match(await metricsOf(service), /^skill_request_duration_seconds_count\{[^}]*status="500"\} 1$/m);
  });
});

describe('the service without a key', () => {
  it('answers 503, is alive but not ready, and says which URL failed how', async () => {
    const url = 'https://keys.example.com/key.pem';
    const download = () => Promise.reject(new Error('answered 404'));
    const ring = fetchedKeyRing({ url, download, now: () => 0, log: pino({ level: 'silent' }) });
    const service = await start(ring);
    try {
      await sleep(10);
      assert.equal((await callSigned(service.port, launch)).status, 503);
      assert.equal((await call(service.adminPort, { method: 'GET', path: '/livez' })).status, 200);
      const ready = await call(service.adminPort, { method: 'GET', path: '/readyz' });
      assert.equal(ready.status, 503);
      assert.deepEqual(await ready.json(), { status: 'unready', reasons: [`no public key: ${url}: answered 404`] });
    } finally {
      service.lifecycle.close();
    }
  });
});

describe('the service while CLOVA changes its key', () => {
  it('fetches the new key for the first request that needs it, even if it is longer, and answers that request', async () => {
    const longer = testKeyPair('clova', 3072);
    let published = publicPem;
    const download = () => Promise.resolve(published);
    const ring = fetchedKeyRing({
      url: 'https://keys.example.com/',
      download,
      now: () => 0,
      log: pino({ level: 'silent' }),
    });
    const service = await start(ring);
    try {
      published = longer.publicPem;
      const body = Buffer.from(JSON.stringify(launch));
      const signaturecek = sign('RSA-SHA256', body, longer.privateKey).toString('base64');
      assert.equal((await call(service.port, { body, headers: { signaturecek } })).status, 200);
    } finally {
      service.lifecycle.close();
    }
  });
});

describe('the service with CEK_MAX_AGE', () => {
  it('refuses a request of 2018 with a bare 400, logs why, and answers those of now and those without a time', async () => {
    const service = await start(undefined, { CEK_MAX_AGE: '150' });
    const stating = (timestamp: string) => ({ ...launch, request: { ...launch.request, timestamp } });
    try {
      const response = await callSigned(service.port, stating('2018-07-03T04:05:06Z'));
      assert.equal(response.status, 400);
      assert.equal(await response.text(), '');
      assert.match(String(lastRequestLine().refusal), /^request\.timestamp: \d+ s old; CEK_MAX_AGE allows 150 s$/);
      assert.equal((await callSigned(service.port, stating(new Date().toISOString()))).status, 200);
      assert.equal((await callSigned(service.port, launch)).status, 200);
    } finally {
      service.lifecycle.close();
    }
  });
});

describe('the service on another path', () => {
  it('answers there and nowhere else', async () => {
    const service = await start(undefined, { CEK_PATH: '/cek/v1' });
    try {
      const body = JSON.stringify(launch);
      const headers = { signaturecek: signed(body) };
      assert.equal((await call(service.port, { path: '/cek/v1?x=1', body, headers })).status, 200);
      assert.equal((await call(service.port, { path: '/', body, headers })).status, 404);
    } finally {
      service.lifecycle.close();
    }
  });
});

describe('the HTTP server', () => {
  const limits = { headers: 150, request: 300, checkEvery: 25 };
  const server = createHttpServer((_request, response) => {
    response.end('ok');
    return Promise.resolve();
  }, limits);
  const reading = createHttpServer((request, response) => {
    request.resume().once('end', () => response.end('ok'));
    return Promise.resolve();
  }, limits);
  let port: number;
  let readingPort: number;
  before(async () => {
    port = await listen(server, 0, '127.0.0.1');
    readingPort = await listen(reading, 0, '127.0.0.1');
  });
  after(() => {
    for (const each of [server, reading]) {
      each.close();
      each.closeAllConnections();
    }
  });

  for (const { name, text } of [
    { name: 'a text that is not HTTP', text: 'GET\r\n\r\n' },
    { name: 'two lengths', text: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n' },
    {
      name: 'length and chunks',
      text: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    },
    { name: 'a control character in a header', text: 'GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n' },
  ]) {
    it(`answers ${name} with 400 and closes`, async () => {
      assert.match(await raw(port, text), /^HTTP\/1\.1 400 /);
    });
  }

  it('answers a flood of headers with 431 and closes', async () => {
    const flood = Array.from({ length: 2000 }, (_, index) => `X-${index}: ${'y'.repeat(20)}\r\n`).join('');
    assert.match(await raw(port, `GET / HTTP/1.1\r\nHost: a\r\n${flood}\r\n`), /^HTTP\/1\.1 431 /);
  });

  it('answers headers that never end with 408 and closes', async () => {
    assert.match(await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\n'), /^HTTP\/1\.1 408 /);
  });

  it('answers a body that never ends with 408 and closes', async () => {
    const answer = await raw(readingPort, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc');
    assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  it('closes connections that never say anything, and serves others meanwhile', async () => {
    const silent = Array.from({ length: 200 }, () => raw(port, ''));
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'ok');
    const answers = await Promise.all(silent);
    assert.ok(answers.every((answer) => answer === '' || answer.startsWith('HTTP/1.1 408')));
  });

  it('keeps an idle connection longer than Envoy does', () => {
    assert.ok(server.keepAliveTimeout > 3_600_000);
  });
});
