import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { listen } from '#program/listen.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { parsePublicKeys } from './cek/keys.ts';
import { readConfig, TIPS_FILE } from './config.ts';
import { createHttpServer, limits, type Handler } from './http-server.ts';
import { fetchedKeyRing, pinnedKeyRing, type KeyRing } from './key-ring.ts';
import { startService, type Service } from './service.ts';
import { lintReply } from './simulator/reply-lint.ts';
import type { Catalogue } from './tips.ts';
import { readTipsFile } from './tips-file.ts';

const APPLICATION_ID = 'kr.example.mrdebugger';
const catalogue = await readTipsFile(TIPS_FILE);
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

/** What a caller does that was refused: without it the service lingers. */
const leaveOnAnswer = (socket: Socket) => socket.once('data', () => socket.end());

/** The statuses of the answers that a connection gave, 100 included. */
const statuses = (answers: string) =>
  [...answers.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
/** A request that ends its connection: its answer shows that what came before it kept the connection. */
const LAST = 'GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

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
        assert.equal(lastRequestLine().refusal, status === 404 ? 'no such path' : 'no such method here');
      });
    }
  });

  describe('/health', () => {
    it('tells version and revision', async () => {
      const response = await call(port, { method: 'GET', path: '/health' });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(response.headers.get('cache-control'), 'no-store');
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
        assert.equal(lastRequestLine().refusal, 'content-encoding');
      });
    }

    for (const encoding of ['Identity', '']) {
      it(`takes a Content-Encoding that is none: “${encoding}”`, async () => {
        assert.equal((await callSigned(port, launch, { 'content-encoding': encoding })).status, 200);
      });
    }

    it('reads a body of exactly the limit, and refuses one byte more', async () => {
      const message = JSON.stringify(launch);
      const atLimit = Buffer.from(message + ' '.repeat(65_536 - message.length));
      assert.equal((await callSigned(port, atLimit)).status, 200);
      assert.equal((await callSigned(port, Buffer.concat([atLimit, Buffer.from(' ')]))).status, 413);
    });

    // The body parser takes the last one for 1.
    for (const length of [70_000, 2 ** 32 + 1])
      it(`answers a Content-Length of ${length} before the body, and closes`, async () => {
        const answer = await raw(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`);
        assert.match(answer, /^HTTP\/1\.1 413 .*\r\n(.*\r\n)*connection: close\r\n/i);
        assert.equal(lastRequestLine().refusal, 'content-length');
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
      assert.equal(lastRequestLine().refusal, 'body');
    });

    it('logs a body that breaks off as such', async () => {
      const before = logged.length;
      const text = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc';
      connect({ port, host: '127.0.0.1' }).end(text);
      while (logged.length === before) await sleep(1);
      assert.deepEqual([lastRequestLine().status, lastRequestLine().refusal], [400, 'body broken off']);
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

  describe('Expect: 100-continue', () => {
    const expecting = 'Host: a\r\nConnection: close\r\nExpect: 100-continue\r\n';

    it('is answered with 100, and then the request is', async () => {
      const body = JSON.stringify(launch);
      const head = `POST / HTTP/1.1\r\n${expecting}SignatureCEK: ${signed(body)}\r\nContent-Length: ${body.length}\r\n\r\n`;
      const sendBody = (socket: Socket) => socket.once('data', () => socket.write(body));
      assert.deepEqual(statuses(await raw(port, head, sendBody)), [100, 200]);
    });
  });

  describe('connection', () => {
    for (const { name, text, status } of [
      { name: 'no signature', text: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}', status: 401 },
      { name: 'an unknown path', text: 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n', status: 404 },
      { name: 'OPTIONS *', text: 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', status: 404 },
      { name: 'another method', text: 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n', status: 405 },
      { name: 'TRACE', text: 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n', status: 405 },
    ]) {
      it(`is kept after ${name}: what was sent behind it is answered too, and each has a line in the log`, async () => {
        const before = logged.length;
        const answers = await raw(port, `${text}${text}${LAST}`);
        assert.deepEqual(statuses(answers), [status, status, 200]);
        const lines = logged.slice(before).map((line) => line.status as number);
        assert.deepEqual(lines.sort(), [200, status, status]);
        assert.match(answers, /^HTTP\/1\.1 \d+ .*\r\n(.*\r\n)*connection: keep-alive\r\n/i);
      });
    }

    it('is closed after a request to upgrade, which is answered like any other', async () => {
      const upgrade = 'Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
      const answers = await raw(port, `GET /health HTTP/1.1\r\n${upgrade}${LAST}`);
      assert.deepEqual(statuses(answers), [200]);
      assert.match(answers, /^connection: close\r$/im);
    });
  });

  describe('a body that nobody reads', () => {
    for (const { name, line, length = 9, status } of [
      { name: 'one that is too long', line: 'POST / HTTP/1.1\r\n', length: 65_537, status: 413 },
      { name: 'a compressed one', line: 'POST / HTTP/1.1\r\nContent-Encoding: br\r\n', status: 415 },
      { name: 'that of an unknown path', line: 'POST /x HTTP/1.1\r\n', status: 404 },
      { name: 'that of another method', line: 'PUT / HTTP/1.1\r\n', status: 405 },
      { name: 'that of a question for health', line: 'GET /health HTTP/1.1\r\n', status: 200 },
    ]) {
      const head = `${line}Host: a\r\nContent-Length: ${length}\r\n`;
      it(`closes the connection, which the answer says: ${name}`, async () => {
        const answers = await raw(port, `${head}\r\n`, leaveOnAnswer);
        assert.deepEqual(statuses(answers), [status]);
        assert.match(answers, /^connection: close\r$/im);
      });

      it(`is not asked for with a 100: ${name}`, async () => {
        const expecting = `${head}Connection: close\r\nExpect: 100-continue\r\n\r\n`;
        assert.deepEqual(statuses(await raw(port, expecting, leaveOnAnswer)), [status]);
      });
    }
  });

  describe('target', () => {
    for (const target of [
      'https://[::1',
      'http://[x]/',
      'http://a:99999/health',
      '/health#x',
      '//a@[b#',
      'ftp://a/health',
    ])
      it(`answers ${target} with a bare 400 that closes, and logs no error`, async () => {
        const before = logged.length;
        const answer = await raw(port, `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
        assert.deepEqual(statuses(answer), [400]);
        assert.match(answer, /\r\nconnection: close\r\n(.*\r\n)*\r\n$/i);
        assert.deepEqual(logged.slice(before), []);
      });

    it('answers an absolute one as its path and query', async () => {
      const request = LAST.replace('/health', 'HTTP://user@[::1]:80/health?x=http://b/');
      assert.deepEqual(statuses(await raw(port, request)), [200]);
      assert.equal(lastRequestLine().path, '/health');
    });

    it('answers an absolute one without a path as /', async () => {
      assert.deepEqual(statuses(await raw(port, LAST.replace('/health', 'http://a?x'))), [405]);
    });

    it('answers CONNECT with 400 and closes', async () => {
      const text = 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n';
      assert.deepEqual(statuses(await raw(port, text)), [400]);
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

    const launchOf = (extensionId: string) => ({ ...launch, request: { ...launch.request, extensionId } });
    for (const { name, message, refusal } of [
      { name: 'no application', message: { request: launch.request }, refusal: 'applicationId is absent' },
      { name: 'an empty application', message: { ...launch, ...system('') }, refusal: 'applicationId is absent' },
      {
        name: 'a foreign application',
        message: { ...launch, ...system('kr.example.other') },
        refusal: 'applicationId is not this skill’s',
      },
      { name: 'a foreign extensionId', message: launchOf('x'), refusal: 'extensionId is not this skill’s' },
      {
        name: 'an extensionId that disagrees',
        message: launchOf('kr.example.second'),
        refusal: 'extensionId is not applicationId',
      },
      {
        name: 'a foreign extensionId of an event',
        message: { request: { type: 'EventRequest', extensionId: 'x' } },
        refusal: 'extensionId is not this skill’s',
      },
    ]) {
      it(`answers ${name} with a bare 403, and logs why`, async () => {
        const response = await callSigned(port, message);
        assert.equal(response.status, 403);
        assert.equal(await response.text(), '');
        assert.equal(lastRequestLine().refusal, refusal);
      });
    }

    it('answers an extensionId that agrees with the application', async () => {
      assert.equal((await callSigned(port, launchOf(APPLICATION_ID))).status, 200);
    });

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

    for (const { name, message, ends } of [
      { name: 'an intent without a launch before it', message: intent('AnotherTipRequested'), isNew: true, ends: true },
      { name: 'an intent in a session', message: intent('AnotherTipRequested'), isNew: false, ends: false },
      { name: 'a launch', message: launch, isNew: true, ends: false },
    ].map(({ isNew, ...each }) => ({ ...each, message: { ...each.message, session: { new: isNew } } }))) {
      it(`${ends ? 'ends' : 'keeps'} the session of ${name}`, async () => {
        const reply = (await (await callSigned(port, message)).json()) as { response: { shouldEndSession: boolean } };
        assert.equal(reply.response.shouldEndSession, ends);
      });
    }

    it('answers an intent by what its slots are filled with', async () => {
      for (const [topic, tips] of [...catalogue.byTopic].slice(0, 3)) {
        const slots = { topic: { name: 'topic', value: topic } };
        const message = { ...launch, request: { type: 'IntentRequest', intent: { name: 'TipByTopic', slots } } };
        const speech = await (await callSigned(port, message)).text();
        assert.ok(tips.some(({ text }) => speech.includes(JSON.stringify(text).slice(1, -1))));
      }
    });

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

  describe('access log', () => {
    const send = (path: string, requestId = '') =>
      raw(
        port,
        Buffer.from(LAST.replace('/health', path).replace('Host', `X-Request-Id: ${requestId}\r\nHost`), 'latin1'),
      );

    it('cuts a path and a request ID after 200 characters', async () => {
      await send(`/${'a'.repeat(5_000)}`, 'b'.repeat(5_000));
      const { path, requestId } = lastRequestLine();
      assert.deepEqual([path, requestId], [`/${'a'.repeat(199)}`, 'b'.repeat(200)]);
    });

    it('cuts a request ID at a character that a terminal or a viewer of logs would obey', async () => {
      await send('/', 'a"}\x9b2J\x85{');
      assert.equal(lastRequestLine().requestId, 'a"}');
      await send('/', '\x9b2J');
      assert.equal(lastRequestLine().requestId, undefined);
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
    const before = logged.length;
    const service = await started(pinnedKeyRing(keys), {}, failing(catalogue));
    const response = await callSigned(service.port, intent('AnotherTipRequested'));
    assert.equal(response.status, 200);
    assert.match(await response.text(), /잠시 문제가 생겼어요/);
    const { err } = logged.slice(before).find(({ msg }) => msg === 'handler failed') ?? {};
    assert.equal((err as Error | undefined)?.message, 'a part of it fails');
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
      assert.equal(lastRequestLine().refusal, 'no public key');
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
  it('asks for no newer keys once a signature fits', async () => {
    function* renewals() {
      yield keys;
      throw new Error('asked again');
    }
    const service = await start({
      ...pinnedKeyRing(parsePublicKeys(testKeyPair('stranger').publicPem).keys),
      renewals,
    });
    try {
      assert.equal((await callSigned(service.port, launch)).status, 200);
    } finally {
      service.lifecycle.close();
    }
  });

  it('asks for none where no key makes such a signature: it is no Base64, or too short for any key', async () => {
    const renewals = () => assert.fail('asked');
    const service = await start({ ...pinnedKeyRing(keys), renewals });
    try {
      for (const signaturecek of ['!'.repeat(344), `${signed('{}')}AAAA`, Buffer.alloc(255).toString('base64')]) {
        assert.equal((await call(service.port, { body: '{}', headers: { signaturecek } })).status, 401);
        assert.equal(lastRequestLine().refusal, 'signature malformed');
      }
    } finally {
      service.lifecycle.close();
    }
  });

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
  const short = { ...limits, headers: 150, request: 300, checkEvery: 25 };
  const answerOk: Handler = (_request, response) => {
    response.end('ok');
    return Promise.resolve();
  };
  const server = createHttpServer(answerOk, short);
  const reading = createHttpServer((request, response) => {
    request.resume().once('end', () => response.end('ok'));
    return Promise.resolve();
  }, short);
  const servers: Server[] = [];
  const listening = (each: Server) => {
    servers.push(each);
    return listen(each, 0, '127.0.0.1');
  };
  let port: number;
  let readingPort: number;
  before(async () => {
    port = await listening(server);
    readingPort = await listening(reading);
  });
  after(() => {
    for (const each of servers) {
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

  /** A connection that is idle after its first answer, unless it was refused. */
  async function idle(to: number) {
    const socket = connect({ port: to, host: '127.0.0.1' }).on('error', () => undefined);
    const on = (event: string, word: string) => new Promise((resolve) => socket.once(event, resolve)).then(() => word);
    const closed = on('close', 'refused');
    const answered = on('data', 'answered');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const first = await Promise.race([answered, closed]);
    return { socket, first, closed };
  }

  it('closes idle connections for a new caller once there are as many as it may have', async () => {
    const bounded = await listening(createHttpServer(answerOk, { ...limits, connections: 3 }));
    const held = [await idle(bounded), await idle(bounded), await idle(bounded)];
    assert.deepEqual(
      held.map(({ first }) => first),
      ['answered', 'answered', 'answered'],
    );
    assert.equal((await idle(bounded)).first, 'refused');
    await Promise.all(held.map(({ closed }) => closed));
    assert.equal((await idle(bounded)).first, 'answered');
  });

  it('closes connections that have said nothing yet before it closes idle ones', async () => {
    const bounded = await listening(createHttpServer(answerOk, { ...limits, connections: 2 }));
    const kept = await idle(bounded);
    const silent = raw(bounded, '');
    assert.equal((await idle(bounded)).first, 'refused');
    assert.equal(await silent, '');
    assert.equal((await idle(bounded)).first, 'answered');
    kept.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    assert.match(String(await once(kept.socket, 'data')), /^HTTP\/1\.1 200 /);
  });

  it('closes no connection whose request is under way for a new caller', async () => {
    let answer = (): void => undefined;
    const waiting = createHttpServer(
      (_request, response) => {
        answer = () => response.end('ok');
        return Promise.resolve();
      },
      { ...limits, connections: 1 },
    );
    const bounded = await listening(waiting);
    const held = idle(bounded);
    await once(waiting, 'request');
    assert.equal((await idle(bounded)).first, 'refused');
    answer();
    assert.equal((await held).first, 'answered');
  });

  it('closes the connection of a caller that does not read its answer', async () => {
    const large = createHttpServer(
      (_request, response) => {
        response.end(Buffer.alloc(32 * 1024 * 1024));
        return Promise.resolve();
      },
      { ...limits, answer: 50 },
    );
    const to = await listening(large);
    const accepted = once(large, 'connection') as Promise<[Socket]>;
    const socket = connect({ port: to, host: '127.0.0.1' })
      .on('error', () => undefined)
      .pause();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const [side] = await accepted;
    await once(side, 'close');
    socket.destroy();
  });
});
