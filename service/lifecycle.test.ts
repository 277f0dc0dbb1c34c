import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '#program/listen.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { untilListening } from '#testing/listening-service.ts';
import { run } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { bundleService } from './bundle.ts';
import { TIPS_FILE } from './config.ts';
import { createLifecycle } from './lifecycle.ts';
import { serve } from './main.ts';
import { signBody } from './simulator/signer.ts';

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
}

/** A request over a connection of `agent`. */
function send(
  port: number,
  path: string,
  { agent, body, headers = {} }: { agent: Agent; body?: Buffer; headers?: object },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body ? 'POST' : 'GET';
    const outgoing = request({ port, host: '127.0.0.1', path, method, agent, headers: { ...headers } }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode, connection: response.headers.connection });
      });
      response.once('error', reject);
    });
    outgoing.once('error', reject).end(body);
  });
}

describe('createLifecycle', () => {
  async function open(answerAfter: number, endpointDelay: number, deadline: number) {
    const server = createServer((_request, response) => void setTimeout(() => response.end('ok'), answerAfter).unref());
    const admin = createServer();
    let ends = 0;
    const lifecycle = createLifecycle({
      server,
      admin,
      onEnd: () => {
        ends += 1;
      },
      endpointDelay,
      deadline,
    });
    const port = await listen(server, 0, '127.0.0.1');
    await listen(admin, 0, '127.0.0.1');
    return { server, admin, lifecycle, port, ends: () => ends };
  }
  const isOpen = ({ listening }: Server) => listening;

  it('serves during the endpoint delay and waits for what is under way', async () => {
    const { server, admin, lifecycle, port, ends } = await open(60, 30, 10_000);
    const agent = new Agent({ keepAlive: true });
    const underWay = send(port, '/', { agent });
    const drained = lifecycle.drain();
    assert.equal(lifecycle.isDraining(), true);
    assert.equal((await send(port, '/', { agent })).status, 200);
    assert.equal((await underWay).status, 200);
    agent.destroy();
    await drained;
    assert.deepEqual([isOpen(server), isOpen(admin), ends()], [false, false, 1]);
  });

  it('cuts off at the deadline what does not end', async () => {
    const { lifecycle, port } = await open(60_000, 1, 50);
    const agent = new Agent();
    const stuck = send(port, '/', { agent });
    await sleep(20);
    void lifecycle.drain();
    await assert.rejects(stuck, /socket hang up|ECONNRESET/);
  });

  it('drains once, however often it is asked', async () => {
    const { lifecycle, ends } = await open(0, 1, 1_000);
    await Promise.all([lifecycle.drain(), lifecycle.drain()]);
    assert.equal(ends(), 1);
  });

  it('ends at once when it is closed while it drains', async () => {
    const { lifecycle, server } = await open(0, 60_000, 120_000);
    const drained = lifecycle.drain();
    lifecycle.close();
    await drained;
    assert.equal(isOpen(server), false);
  });
});

describe('the program of the image', () => {
  const { folder, file } = temporaryFiles();
  const program = join(folder, 'main.cjs');
  const { publicPem, privateKey } = testKeyPair();
  const surroundings = { CEK_PUBLIC_KEY_FILES: file('key.pem', publicPem), PORT: '0', ADMIN_PORT: '0' };
  const body = Buffer.from(
    JSON.stringify({
      context: { System: { application: { applicationId: 'kr.example.a' } } },
      request: { type: 'LaunchRequest' },
    }),
  );
  const headers = { signaturecek: signBody(body, privateKey) };
  const children: ChildProcess[] = [];
  before(() => bundleService(program));
  after(() => {
    children.forEach((child) => child.kill('SIGKILL'));
  });

  async function started() {
    const child = spawn(process.execPath, [program], {
      env: { ...surroundings, CEK_APPLICATION_IDS: 'kr.example.a', TIPS_FILE },
    });
    children.push(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { child, said: () => said, ...(await untilListening(child)) };
  }

  it('drops no request when SIGTERM comes: unready at once, every answer closes its connection, exit 0', async () => {
    const { child, port, adminPort } = await started();
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const exited = once(child, 'exit');
    const answers: Answer[] = [];
    let isTermed = false;
    let isOver = false;
    // The endpoint controller removes a Pod soon after it is unready; until then requests keep coming.
    const callers = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const wasTermed = isTermed;
        const answer = await send(port, '/', { agent, body, headers });
        if (wasTermed) answers.push(answer);
        else assert.equal(answer.status, 200);
        // Often enough to notice a gap, without keeping the whole machine busy.
        await sleep(20);
      }
    });
    await sleep(100);
    child.kill('SIGTERM');
    let ready = 200;
    while (ready === 200) ready = (await send(adminPort, '/readyz', { agent: new Agent() })).status ?? 0;
    assert.equal(ready, 503);
    isTermed = true;
    await sleep(3_000);
    isOver = true;
    await Promise.all(callers);
    assert.ok(answers.length > 100);
    assert.deepEqual([...new Set(answers.map(({ status, connection }) => `${status} ${connection}`))], ['200 close']);
    assert.deepEqual(await exited, [0, null]);
  });

  it('ends at once on SIGINT, with nothing on standard error', async () => {
    const { child, said } = await started();
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    assert.deepEqual(await exited, [130, null]);
    assert.equal(said(), '');
  });

  it('says every problem of its configuration at once, without a stack, and exits 78', async () => {
    const { status, stderr } = await run(serve, [], { env: { ...surroundings, PORT: 'http', LOG_LEVEL: 'loud' } });
    assert.equal(status, 78);
    assert.match(stderr, /^PORT=http: .*\nCEK_APPLICATION_IDS is missing: .*\nLOG_LEVEL=loud: .*\n$/);
  });

  it('says in one line that a port is taken, and exits 78', async () => {
    const other = createServer();
    const port = await listen(other, 0);
    const env = { ...surroundings, CEK_APPLICATION_IDS: 'kr.example.a', PORT: String(port) };
    const { status, stderr } = await run(serve, [], { env });
    other.close();
    assert.equal(status, 78);
    assert.match(stderr, new RegExp(`^port ${port} is taken: .*\\n$`));
  });

  it('says every problem of a tips file with its line, and exits 78', async () => {
    const tips = file('tips.yaml', 'tips:\n  - { id: A, text: 안녕., topics: [] }\n  - { id: b }\n');
    const env = { ...surroundings, CEK_APPLICATION_IDS: 'kr.example.a', TIPS_FILE: tips };
    const { status, stderr } = await run(serve, [], { env });
    assert.equal(status, 78);
    assert.deepEqual(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.replace(`${tips}:`, '').slice(0, 12)),
      ['2: id “A”: ex', '2: topics: ex', '3: text is mi', '3: topics is '].map((line) => line.slice(0, 12)),
    );
  });
});
