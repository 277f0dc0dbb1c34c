import assert from 'node:assert/strict';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { endlessAnswer } from '#testing/endless-answer.ts';
import { listen } from '#program/listen.ts';
import { testCertificates } from '#testing/certificates.ts';
import { fetchTimes } from './fetch.ts';

const HOST = 'skill.example.test';

describe('fetchTimes', () => {
  const servers: Server[] = [];
  const end = (server: Server) => {
    server.close();
    server.closeAllConnections();
  };
  const makeTls = async (host: string, notAfter: string) => {
    const { root, certificate, privateKey } = await testCertificates(host, new Date(notAfter));
    return { root, cert: certificate, key: privateKey };
  };
  let good: Awaited<ReturnType<typeof makeTls>>;
  before(async () => {
    good = await makeTls(HOST, '2099-01-01');
  });
  afterEach(() => {
    servers.splice(0).forEach(end);
  });

  const serve = async (listener: RequestListener, tls: ServerOptions = good) => {
    const server = createServer(tls, listener);
    servers.push(server);
    return await listen(server, 0, '127.0.0.1');
  };
  const ask = async (
    port: number,
    { expected, times = 1, ...options }: { roots?: string; timeLimit?: number; times?: number; expected?: string } = {},
  ) => {
    const question = {
      ...({ ask: 'fetch', url: `https://${HOST}/health`, address: '127.0.0.1', times } as const),
      ...(expected === undefined ? {} : { expected }),
    };
    const { answers } = await fetchTimes(question, { port, roots: good.root, ...options });
    const last = answers.at(-1);
    assert.ok(last);
    return last;
  };

  it('gives the answer and its address, asking the given address under the name of the host', async () => {
    let asked: unknown;
    const port = await serve((request, response) => {
      asked = [
        request.method,
        request.url,
        request.headers.host,
        'servername' in request.socket && request.socket.servername,
      ];
      response.writeHead(503).end('없음');
    });
    const answer = await ask(port);
    assert.ok('status' in answer);
    assert.ok(answer.milliseconds > 0);
    assert.deepEqual(
      { ...answer, milliseconds: 0 },
      { status: 503, body: '없음', address: '127.0.0.1', milliseconds: 0 },
    );
    assert.deepEqual(asked, ['GET', '/health', HOST, HOST]);
  });

  it('makes a new connection for each request', async () => {
    const ports = new Set<number | undefined>();
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    for (let time = 0; time < 3; time++) await ask(port);
    assert.equal(ports.size, 3);
  });

  it('does not follow a redirect', async () => {
    const port = await serve((_, response) => response.writeHead(308, { location: '/elsewhere' }).end());
    const answer = await ask(port);
    assert.equal('status' in answer && answer.status, 308);
  });

  for (const { circumstance, host = HOST, notAfter = '2099-01-01', trusted = true, code } of [
    { circumstance: 'is vouched for by nobody', trusted: false, code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { circumstance: 'has expired', notAfter: '2021-01-01', code: 'CERT_HAS_EXPIRED' },
    { circumstance: 'is for another name', host: 'other.example.test', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ]) {
    it(`says so, where the certificate ${circumstance}`, async () => {
      const tls = await makeTls(host, notAfter);
      const port = await serve((_, response) => response.end(), tls);
      const answer = await ask(port, { roots: trusted ? tls.root : good.root });
      assert.ok('code' in answer);
      assert.notEqual(answer.message, '');
      assert.deepEqual({ ...answer, message: '' }, { code, message: '', address: '127.0.0.1' });
    });
  }

  it('says so, where the server resets the handshake, as a gateway without a certificate does', async () => {
    const server = createTcpServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const answer = await ask(port);
    server.close();
    assert.ok('code' in answer);
    assert.deepEqual({ ...answer, message: '' }, { code: 'ECONNRESET', message: '', address: '127.0.0.1' });
  });

  it('says so, where nobody listens', async () => {
    const port = await serve(() => undefined);
    servers.splice(0).forEach(end);
    const message = `connect ECONNREFUSED 127.0.0.1:${port}`;
    assert.deepEqual(await ask(port), { code: 'ECONNREFUSED', message });
  });

  it('stops at the first answer that is not good, otherwise asks the given number of times', async () => {
    const statuses = [200, 200, 503, 200];
    let asked = 0;
    const port = await serve((_, response) => response.writeHead(statuses[asked++] ?? 200).end());
    const question = { ask: 'fetch', url: `https://${HOST}/health`, address: '127.0.0.1', times: 4 } as const;
    const { answers } = await fetchTimes(question, { port, roots: good.root });
    assert.deepEqual(
      answers.map((answer) => 'status' in answer && answer.status),
      [200, 200, 503],
    );
  });

  it('tells whether the body is the expected one', async () => {
    const port = await serve((_, response) => response.end('token.thumbprint\n'));
    for (const expected of ['token.thumbprint', 'another'])
      assert.equal(
        ((await ask(port, { expected })) as { isExpected?: boolean }).isExpected,
        expected === 'token.thumbprint',
      );
  });

  for (const { circumstance, listener } of [
    {
      circumstance: 'longer than is read',
      listener: ((_, response) => response.end('a'.repeat(64 * 1024 + 1))) as RequestListener,
    },
    {
      circumstance: 'without end',
      listener: endlessAnswer,
    },
  ]) {
    it(`keeps the beginning of a body that is ${circumstance}`, async () => {
      const port = await serve(listener);
      const answer = await ask(port);
      assert.equal('status' in answer && answer.body, 'a'.repeat(2_000));
    });
  }

  for (const { circumstance, listener } of [
    { circumstance: 'says nothing', listener: (() => undefined) as RequestListener },
    {
      circumstance: 'stops in the middle',
      listener: ((_, response) => response.writeHead(200, { 'content-length': 10 }).write('{')) as RequestListener,
    },
  ]) {
    it(`gives up waiting for a server that ${circumstance}`, async () => {
      const port = await serve(listener);
      const answer = await ask(port, { timeLimit: 100 });
      assert.deepEqual(answer, { code: 'ETIMEDOUT', message: 'no answer within 0.1 s', address: '127.0.0.1' });
    });
  }

  for (const { circumstance, listener } of [
    {
      circumstance: 'breaks off in the middle',
      listener: ((request, response) => {
        response.writeHead(200, { 'content-length': 10 });
        response.write('{', () => request.socket.destroy());
      }) as RequestListener,
    },
    {
      circumstance: 'speaks another protocol',
      listener: ((request) => request.socket.end('SSH-2.0-OpenSSH\r\n')) as RequestListener,
    },
    {
      circumstance: 'switches to another protocol unasked',
      listener: ((request) =>
        request.socket.end(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
        )) as RequestListener,
    },
  ]) {
    it(`says so, where the server ${circumstance}`, async () => {
      const port = await serve(listener);
      const answer = await ask(port, { timeLimit: 2_000 });
      assert.ok('code' in answer);
      assert.notEqual(answer.message, '');
      assert.notEqual(answer.code, 'ETIMEDOUT');
    });
  }
});
