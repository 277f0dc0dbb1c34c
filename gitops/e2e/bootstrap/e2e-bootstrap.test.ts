import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '#testing/run-command.ts';
import { temporaryTree } from '../../render/test-tree.ts';
import { VARIABLES } from '../settings.ts';
import { e2eBootstrap } from './e2e-bootstrap.ts';
import { MORE_VARIABLES } from './settings.ts';
import { steps } from './steps.ts';

describe('npm run e2e:bootstrap', () => {
  const { folder } = temporaryTree({
    // A stand-in for kubectl, of a cluster that has Argo CD.
    'used/kubectl': `#!/bin/sh\necho "$*" >> "$(dirname "$0")/calls.txt"\ncase "$*" in *namespace/argocd*) echo '{"metadata":{}}';; esac\n`,
    'ca.pem': '',
    'all.env': `E2E_HOST_ADDRESS=127.0.0.1
E2E_GATEWAY_ADDRESS=127.0.0.1
E2E_ACME_DIRECTORY=https://127.0.0.1:14000/dir
E2E_ACME_CA=ca.pem
E2E_ACME_ROOTS=ca.pem
E2E_IMAGE_COMMAND=false
`,
  });
  chmodSync(join(folder, 'used/kubectl'), 0o755);
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('E2E_'))),
    KUBECONFIG: join(folder, 'none'),
    PATH: [join(folder, 'used'), process.env.PATH].join(delimiter),
  };
  const start = (...words: readonly string[]) => run(e2eBootstrap, words, { env });
  const agreed = ['--context', 'nowhere', '--yes-delete'];

  it('tells with --help every step and every variable', async () => {
    const { status, stdout } = await start('--help');
    assert.equal(status, 0);
    for (const { name } of [...steps, ...VARIABLES, ...MORE_VARIABLES]) assert.ok(stdout.includes(name), name);
  });

  for (const words of [
    ['--yes-delete'],
    ['--context', 'nowhere'],
    [...agreed, '--steps', '0'],
    [...agreed, '--steps', String(steps.length + 1)],
    [...agreed, '--steps', 'one'],
    [...agreed, 'now'],
  ])
    it(`exits 64 where it is given ${words.join(' ')}`, async () => {
      const { status, stderr } = await start(...words);
      assert.equal(status, 64);
      assert.match(stderr, /\nSee --help\.\n$/);
    });

  it('exits 78 and writes nothing where the cluster is not empty', async () => {
    const { status, stdout, stderr } = await start(...agreed, '--settings', join(folder, 'all.env'));
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    assert.match(stderr, /^the cluster is not empty: it has the namespaces argocd\./);
    const calls = readFileSync(join(folder, 'used/calls.txt'), 'utf8').trimEnd().split('\n');
    for (const call of calls) assert.match(call, /^--context nowhere --request-timeout=\d+s get namespace\/\S+ /);
  });
});
