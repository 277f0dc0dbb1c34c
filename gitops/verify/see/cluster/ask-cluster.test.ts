import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { every, type Demand } from '../demand.ts';
import { virtualServicesForHost } from '../../model/relations.ts';
import { askForObjects } from './ask-cluster.ts';
import { connect } from './connect.ts';
import { apiServers, kubeconfigFor } from './test-api-server.ts';
import type { Get, List } from '../question.ts';
import { isGap } from '../gap.ts';

/** The answers here are those that a real API server cannot be made to give; e2e has the real ones. */
const CERTIFICATE: Get = { ask: 'get', kind: 'Certificate', namespace: 'istio-system', name: 'mrdebugger' };

describe('askForObjects', () => {
  const { file } = temporaryFiles();
  const { serve, end } = apiServers();
  const { KUBECONFIG } = process.env;
  afterEach(() => {
    process.env.KUBECONFIG = KUBECONFIG ?? '';
  });

  const read = async (
    server: string,
    {
      user = { token: 'secret' },
      timeLimit = 5_000,
      question = CERTIFICATE,
      demands = [every(question.kind)],
    }: { user?: object; timeLimit?: number; question?: Get | List; demands?: readonly Demand[] } = {},
  ) => {
    process.env.KUBECONFIG = file('config.json', kubeconfigFor(server, user));
    const connection = connect(undefined, timeLimit);
    assert.ok(!isGap(connection));
    return await askForObjects(connection, question, demands);
  };
  const answer =
    (status: number, body: unknown, type = 'application/json'): RequestListener =>
    (_, response) =>
      response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));

  it('asks for the path with the credentials, and gives the object as it was sent', async () => {
    const sent = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'mrdebugger', generation: 2, creationTimestamp: '2026-11-03T10:00:00Z' },
      status: { notAfter: '2027-02-01T10:00:00Z', aFieldOfTomorrow: [1] },
    };
    let asked: unknown;
    const server = await serve((request, response) => {
      asked = [request.method, request.url, request.headers.authorization];
      answer(200, sent)(request, response);
    });
    assert.deepEqual(await read(server), { objects: [sent] });
    const path = '/apis/cert-manager.io/v1/namespaces/istio-system/certificates/mrdebugger';
    assert.deepEqual(asked, ['GET', path, 'Bearer secret']);
  });

  const status = (code: number, reason: string, message: string, details: object = {}) =>
    answer(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details });
  const forbidden =
    'certificates.cert-manager.io "mrdebugger" is forbidden: User "system:serviceaccount:mrdebugger:verify" cannot ' +
    'get resource "certificates" in API group "cert-manager.io" in the namespace "istio-system"';
  for (const { circumstance, listener, gap } of [
    {
      circumstance: 'the right is missing',
      listener: status(403, 'Forbidden', forbidden, { name: 'mrdebugger' }),
      gap: { gap: 'Forbidden', message: forbidden },
    },
    {
      circumstance: 'a proxy forbids it in HTML',
      listener: answer(403, '<h1>no</h1>', 'text/html'),
      gap: { gap: 'Forbidden', message: '' },
    },
    {
      circumstance: 'the credentials are no longer good',
      listener: status(401, 'Unauthorized', 'Unauthorized'),
      gap: { gap: 'Unauthorized', message: '' },
    },
    {
      circumstance: 'there is no such kind',
      listener: answer(404, '404 page not found\n', 'text/plain; charset=utf-8'),
      gap: { gap: 'KindNotInstalled', message: '' },
    },
    {
      circumstance: 'there is no such kind, as newer servers say it',
      listener: status(404, 'NotFound', 'the server could not find the requested resource'),
      gap: { gap: 'KindNotInstalled', message: '' },
    },
    {
      circumstance: 'the server is a web server of another kind',
      listener: answer(404, '<h1>Not Found</h1>', 'text/html'),
      gap: { gap: 'UnusableAnswer', message: 'status 404' },
    },
    {
      circumstance: 'the server is overloaded',
      listener: status(429, 'TooManyRequests', 'the server has received too many requests'),
      gap: { gap: 'UnusableAnswer', message: 'status 429: the server has received too many requests' },
    },
    {
      circumstance: 'a refusal has no usable body',
      listener: answer(500, 'null'),
      gap: { gap: 'UnusableAnswer', message: 'status 500' },
    },
    {
      circumstance: 'the answer is no JSON',
      listener: answer(200, '{"token": secret'),
      gap: { gap: 'UnusableAnswer', message: 'SERVER: no Certificate' },
    },
    {
      circumstance: 'the answer is HTML',
      listener: answer(200, '<html>', 'text/html'),
      gap: {
        gap: 'UnusableAnswer',
        message: 'SERVER: no Certificate',
      },
    },
    {
      circumstance: 'the answer is of another kind',
      listener: answer(200, { apiVersion: 'v1', kind: 'Secret', metadata: {} }),
      gap: { gap: 'UnusableAnswer', message: 'SERVER: no Certificate' },
    },
    {
      circumstance: 'the answer is a Certificate without metadata',
      listener: answer(200, { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: null }),
      gap: { gap: 'UnusableAnswer', message: 'SERVER: no Certificate' },
    },
    {
      circumstance: 'the answer is null',
      listener: answer(200, 'null'),
      gap: { gap: 'UnusableAnswer', message: 'SERVER: no Certificate' },
    },
  ]) {
    it(`tells ${gap.gap}, where ${circumstance}`, async () => {
      const server = await serve(listener);
      assert.deepEqual(await read(server), { ...gap, message: gap.message.replace('SERVER', server) });
    });
  }

  for (const { circumstance, listener } of [
    { circumstance: 'never answers', listener: (() => undefined) as RequestListener },
    {
      circumstance: 'stops in the middle of its answer',
      listener: ((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      }) as RequestListener,
    },
  ]) {
    it(`tells Unreachable in time, where the server ${circumstance}`, async () => {
      const server = await serve(listener);
      const gap = await read(server, { timeLimit: 50 });
      assert.deepEqual(gap, { gap: 'Unreachable', message: `${server}: no answer in time` });
    });
  }

  it('gives no object, where there is none with the name', async () => {
    const details = { name: 'mrdebugger', group: 'cert-manager.io', kind: 'certificates' };
    const server = await serve(status(404, 'NotFound', 'certificates.cert-manager.io "mrdebugger" not found', details));
    assert.deepEqual(await read(server), { objects: [] });
  });

  it('asks only for the metadata of a Secret', async () => {
    let accept: unknown;
    const server = await serve((request, response) => {
      accept = request.headers.accept;
      answer(200, { kind: 'PartialObjectMetadata', metadata: { name: 'shop-tls' } })(request, response);
    });
    const question: Get = { ask: 'get', kind: 'Secret', namespace: 'istio-system', name: 'shop-tls' };
    assert.deepEqual(await read(server, { question }), {
      objects: [{ kind: 'PartialObjectMetadata', metadata: { name: 'shop-tls' } }],
    });
    assert.equal(accept, 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
  });

  it('reads a list page by page, and keeps only what matters of each', async () => {
    const pages = [
      { items: [{ metadata: { name: 'a' }, spec: { hosts: ['other.example.test'] } }], metadata: { continue: 'next' } },
      { items: [{ metadata: { name: 'b' }, spec: { hosts: ['shop.example.test'] } }], metadata: {} },
    ];
    const asked: (string | undefined)[] = [];
    const server = await serve((request, response) => {
      asked.push(request.url);
      answer(200, pages[asked.length - 1])(request, response);
    });
    const question: List = { ask: 'list', kind: 'VirtualService', labels: 'a=b' };
    const demands = [virtualServicesForHost('shop.example.test')];
    assert.deepEqual(await read(server, { question, demands }), {
      objects: [{ metadata: { name: 'b' }, spec: { hosts: ['shop.example.test'] } }],
    });
    assert.deepEqual(asked, [
      '/apis/networking.istio.io/v1/virtualservices?limit=250&labelSelector=a%3Db',
      '/apis/networking.istio.io/v1/virtualservices?limit=250&continue=next&labelSelector=a%3Db',
    ]);
  });

  it('tells Unreachable, where the server closes the connection', async () => {
    const server = await serve((request) => request.socket.destroy());
    assert.deepEqual(await read(server), { gap: 'Unreachable', message: `${server}: socket hang up` });
  });

  it('tells Unreachable, where nobody listens', async () => {
    const server = await serve(() => undefined);
    end();
    const message = `${server}: connect ECONNREFUSED ${server.replace('http://', '')}`;
    assert.deepEqual(await read(server), { gap: 'Unreachable', message });
  });

  it('tells Unreachable, where nobody listens at any address of a name', async () => {
    const server = await serve(() => undefined);
    end();
    const gap = await read(server.replace('127.0.0.1', 'localhost'));
    assert.ok('gap' in gap);
    assert.equal(gap.gap, 'Unreachable');
    assert.match(gap.message, /^http:\/\/localhost:\d+: .*ECONNREFUSED/);
  });

  const program = (script: string) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/bin/sh', args: ['-c', script] },
  });
  for (const { circumstance, user, message } of [
    {
      circumstance: 'fails',
      user: program('echo "log in first" >&2; exit 1'),
      message: 'log in first',
    },
    { circumstance: 'prints no JSON', user: program('echo "{token: secret"'), message: 'no JSON' },
    {
      circumstance: 'is not there',
      user: { exec: { command: '/nowhere/login' } },
      message: 'spawn /nowhere/login ENOENT',
    },
  ]) {
    it(`tells NoCredentials, where the kubeconfig’s program ${circumstance}`, async () => {
      assert.deepEqual(await read('http://127.0.0.1:1', { user }), { gap: 'NoCredentials', message });
    });
  }

  it('tells NoCredentials in time, where the kubeconfig’s program does not end', async () => {
    const user = program('exec sleep 2');
    const gap = await read('http://127.0.0.1:1', { user, timeLimit: 50 });
    assert.deepEqual(gap, { gap: 'NoCredentials', message: 'nothing within 0.05 s' });
  });
});
