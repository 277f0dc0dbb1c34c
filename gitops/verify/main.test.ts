import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundleVerify } from '../../service/bundle.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { apiServers, ISSUING_FOR_EVER, kubeconfigFor } from './see/cluster/test-api-server.ts';

/** A Certificate is named, so no Application is needed. */
const NAMED = ['--certificate=istio-system/shop'];

/** Only what needs a process of its own; verify.test.ts has everything else. */
describe('npm run verify', () => {
  const { file, folder } = temporaryFiles();
  const { serve } = apiServers();

  // The bundle, as in the image.
  const program = join(folder, 'verify.cjs');
  before(async () => {
    await bundleVerify(program);
  });
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const start = (words: readonly string[], kubeconfig = '', command = [program]) => {
    const clean = { CI: '', GITHUB_STEP_SUMMARY: '', FORCE_COLOR: undefined, LC_ALL: 'C' };
    const env = { ...process.env, ...clean, HOME: folder, KUBECONFIG: file('config.json', kubeconfig) };
    const child = spawn(process.execPath, [...command, ...words], { env });
    children.push(child);
    const ended = once(child, 'close') as Promise<[status: number | null, signal: string | null]>;
    const outcome = Promise.all([text(child.stdout), text(child.stderr), ended]).then(([stdout, stderr, [status]]) => ({
      ...{ status, stdout, stderr },
    }));
    return { child, outcome };
  };

  it('does the same from its source as from its bundle', async () => {
    const outcome = await start(['--help'], '', ['--import', 'tsx', 'gitops/verify/main.ts']).outcome;
    assert.deepEqual({ ...outcome, stdout: '' }, { status: 0, stdout: '', stderr: '' });
    assert.deepEqual(outcome, await start(['--help']).outcome);
  });

  it('can be started as a program', () => {
    assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  it('exits with the status of its command', async () => {
    const { status, stdout, stderr } = await start(['--wait=soon']).outcome;
    assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
    assert.match(stderr, /See --help\.\n$/);
  });

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`exits ${expected} at once after ${signal}, with what was seen last`, async () => {
      const { child, outcome } = start([...NAMED, '--format=json'], kubeconfigFor(await serve(ISSUING_FOR_EVER)));
      await once(child.stderr, 'data');
      child.kill(signal);
      const { status, stdout, stderr } = await outcome;
      assert.equal(status, expected);
      assert.equal((JSON.parse(stdout) as { readonly exitStatus: number }).exitStatus, expected);
      assert.match(stderr, /\nended before it was fine\n$/);
    });
  }

  it('exits 143 at once after SIGTERM, where the first answer is still to come', async () => {
    let ask = () => undefined as unknown;
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const { child, outcome } = start(NAMED, kubeconfigFor(await serve(() => ask())));
    await asked;
    child.kill('SIGTERM');
    assert.deepEqual(await outcome, { status: 143, stdout: '', stderr: 'ended before anything was seen\n' });
  });

  it('does not wait for the program that gets credentials', async () => {
    const begun = join(folder, 'begun');
    // cat ends when verify does, because that closes its standard input.
    const login = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/bin/sh',
      args: ['-c', `>${begun}; exec cat`],
    };
    const { child, outcome } = start(NAMED, kubeconfigFor('http://127.0.0.1:1', { exec: login }));
    while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGTERM');
    assert.equal((await outcome).status, 143);
  });
});
