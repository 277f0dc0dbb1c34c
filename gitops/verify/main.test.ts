import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleVerify } from '../../service/bundle.ts';
import { listen } from '../../service/http-server.ts';
import { temporaryFiles } from '../../service/temporary-files.ts';

/** Nothing speaks for this name at this address, so /health never answers here: that is seen on a real cluster. */
const NEEDED = ['--certificate=istio-system/mrdebugger', '--host=skill.example.test', '--address=127.0.0.1'];

describe('npm run verify', () => {
  const { file, folder } = temporaryFiles();
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
    server = undefined;
  });

  // As the image has it, which also starts in a tenth of the time.
  const program = join(folder, 'verify.cjs');
  before(async () => {
    await bundleVerify(program);
  });
  const start = (words: readonly string[], kubeconfig = `${folder}/none`, command = [program]) => {
    const child = spawn(process.execPath, [...command, ...words], { env: { ...process.env, KUBECONFIG: kubeconfig } });
    const ended = once(child, 'close') as Promise<[status: number | null, signal: string | null]>;
    const outcome = Promise.all([text(child.stdout), text(child.stderr), ended]).then(([stdout, stderr, [status]]) => ({
      ...{ status, stdout, stderr },
    }));
    return { child, outcome };
  };
  const run = (...words: readonly string[]) => start(words).outcome;
  const kubeconfig = (address: string) =>
    file(
      'config.json',
      JSON.stringify({
        clusters: [{ name: 'a', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
        users: [{ name: 'u', user: {} }],
        contexts: [{ name: 'c', context: { cluster: 'a', user: 'u' } }],
        'current-context': 'c',
      }),
    );
  const serve = async (listener: RequestListener) => {
    server = createServer(listener);
    return kubeconfig(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`);
  };

  it('only tells how it is used, where it is given --help', async () => {
    const { status, stdout, stderr } = await run('--help');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /--certificate NAMESPACE\/NAME/);
    const long = stdout.split('\n').filter((line) => line.length > 120);
    assert.deepEqual(long, []);
  });

  it('does the same where it is started from its source', async () => {
    const outcome = await start(['--help'], undefined, ['--import', 'tsx', 'gitops/verify/main.ts']).outcome;
    assert.deepEqual(outcome, await run('--help'));
  });

  for (const words of [[], [...NEEDED, '--what'], [...NEEDED, '--wait=soon']]) {
    it(`exits 64 where it is given ${words.join(' ') || 'nothing'}`, async () => {
      const { status, stdout, stderr } = await run(...words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, /See --help\.\n$/);
    });
  }

  it('exits 64 with the contexts there are, where it is given another', async () => {
    const { status, stderr } = await start([...NEEDED, '--context=x'], kubeconfig('http://127.0.0.1:1')).outcome;
    assert.deepEqual({ status, stderr }, { status: 64, stderr: '--context x: the kubeconfig has c\nSee --help.\n' });
  });

  it('exits 78 where the roots cannot be read', async () => {
    const { status, stderr } = await run(...NEEDED, '--roots=/nowhere.pem');
    assert.deepEqual({ status, stderr }, { status: 78, stderr: '/nowhere.pem: ENOENT; expected PEM certificates\n' });
  });

  it('exits 2 with a line each, where neither the API server nor the host can be reached', async () => {
    const { status, stdout } = await start([...NEEDED, '--wait=0s'], kubeconfig('http://127.0.0.1:1')).outcome;
    const lines = stdout.split('\n').filter((line) => !line.startsWith('      next: '));
    assert.equal(
      lines[0],
      '?     Certificate istio-system/mrdebugger cannot be read: the API server does not answer: ' +
        '“http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1”',
    );
    assert.match(lines[1] ?? '', /^\? {5}https:\/\/skill\.example\.test\/health gives no answer/);
    assert.deepEqual(lines.slice(2), ['']);
    assert.equal(status, 2);
  });

  const certificate = (conditions: object[]) => ({
    ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { generation: 1 }, status: { conditions } },
  });
  const send = (object: object, response: Parameters<RequestListener>[1]) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(object));

  it('exits 3 where the time is over before the Certificate is, and tells on the way only what changed', async () => {
    let reads = 0;
    const config = await serve((_, response) => {
      reads++;
      send(
        certificate(
          reads === 1
            ? []
            : [
                { type: 'Ready', status: 'False', reason: 'DoesNotExist' },
                { type: 'Issuing', status: 'True' },
              ],
        ),
        response,
      );
    });
    const { status, stdout, stderr } = await start([...NEEDED, '--wait=3s'], config).outcome;
    assert.ok(reads >= 3, `${reads} reads`);
    assert.equal(status, 3);
    assert.match(stdout, /^wait {2}Certificate istio-system\/mrdebugger: Ready is False: DoesNotExist\n {6}next: /);
    assert.match(stdout, /^wait {2}https:.*; no wonder before the Certificate is Ready$/m);
    const told = stderr.split('\n').filter((line) => line.includes('Certificate istio-system'));
    assert.match(told[0] ?? '', /^ {3}0 s {2}wait {2}Certificate .* has no condition Ready/);
    assert.match(told[1] ?? '', /^ {3}[2-9] s {2}wait {2}Certificate .* Ready is False/);
    assert.equal(told.length, 2);
  });

  it('exits 1 where the Certificate is fine and nobody answers', async () => {
    const config = await serve((_, response) => send(certificate([{ type: 'Ready', status: 'True' }]), response));
    const { status, stdout } = await start([...NEEDED, '--wait=0s'], config).outcome;
    assert.match(stdout, /^ok {4}Certificate istio-system\/mrdebugger is Ready\nwrong https:.*\n {6}next: curl /);
    assert.equal(status, 1);
  });

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`exits ${expected} at once after ${signal}, with what was seen last`, async () => {
      const config = await serve((_, response) => send(certificate([]), response));
      const { child, outcome } = start(NEEDED, config);
      await once(child.stderr, 'data');
      child.kill(signal);
      const { status, stdout, stderr } = await outcome;
      assert.equal(status, expected);
      assert.match(stdout, /^wait {2}Certificate istio-system\/mrdebugger has no condition Ready/);
      assert.match(stderr, /\nended before it was fine\n$/);
    });
  }

  it('exits 143 at once after SIGTERM, where the first answer is still to come', async () => {
    let asked = () => undefined as unknown;
    const first = new Promise(
      (resolve) =>
        (asked = () => {
          resolve(undefined);
        }),
    );
    const config = await serve(() => asked());
    const { child, outcome } = start(NEEDED, config);
    await first;
    child.kill('SIGTERM');
    assert.deepEqual(await outcome, { status: 143, stdout: '', stderr: 'ended before anything was seen\n' });
  });
});
