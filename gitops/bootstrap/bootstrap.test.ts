import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { run, runProgram } from '#testing/run-command.ts';
import { readFacts } from '../facts.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { PUBLIC_KEY } from '../test-public-key.ts';
import { bootstrap } from './bootstrap.ts';

describe('npm run bootstrap', () => {
  /** Without placeholders. */
  const facts = {
    ...readFacts('.', 'local'),
    ...{ host: 'skill.umi.kr', contact: 'umi@umi.kr', repository: 'https://github.com/umi/umi-mrdebugger.git' },
    ...{ image: 'mrdebugger.local', publicKeyUrl: '', publicKeyFiles: '/keys/public.pem' },
    publicKey: PUBLIC_KEY,
  };
  const kustomization = 'resources: [application.yaml]\n';
  const application = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: mrdebugger-local\n';
  const { folder } = temporaryTree({
    'kustomize/facts/local/facts.yaml': stringify({ data: facts }),
    'kustomize/facts/broken/facts.yaml': 'data: [\n',
    'kustomize/facts/bare/facts.yaml': stringify({ data: { ...facts, environment: 'bare' } }),
    // A cluster that does not answer verify.
    'kubeconfig.yaml': stringify({
      clusters: [{ name: 'desk', cluster: { server: 'http://127.0.0.1:1' } }],
      contexts: [{ name: 'desk', context: { cluster: 'desk', user: 'desk' } }],
      users: [{ name: 'desk', user: {} }],
    }),
    'gitops/apps/add-ons/versions.yaml': 'data: { argoCd: v3.5.7 }\n',
    'gitops/apps/local/root/kustomization.yaml': kustomization,
    'gitops/apps/local/root/application.yaml': application,
    // Stand-ins: a kubectl that accepts everything, one that refuses everything, and a kustomize.
    'fine/kubectl':
      '#!/bin/sh\necho "$*" >> "$(dirname "$0")/calls.txt"\n' +
      'case "$*" in *" get "*-o*json*-n*) echo \'{"metadata": {}, "items": []}\';; ' +
      '*" get "*) echo \'{"metadata": {}}\';; *-) cat;; esac\n',
    'refusing/kubectl': '#!/bin/sh\necho "error: context \\"$2\\" does not exist" >&2\nexit 1\n',
    'bin/kustomize':
      '#!/bin/sh\ncase "$1" in version) test $# = 1 && echo v5.8.1;; build) cat "$2/application.yaml";; esac\n',
  });
  for (const program of ['fine/kubectl', 'refusing/kubectl', 'bin/kustomize']) chmodSync(join(folder, program), 0o755);

  /** No cluster is known, wherever the tests run. */
  const env = { ...process.env, KUBECONFIG: join(folder, 'none') };
  const start = (...words: readonly string[]) => run(bootstrap, words, { env });
  /** A repository whose facts can be deployed, with one of the programs there as kubectl. */
  const soundWith = (kubectl: string) => ({
    cwd: folder,
    env: {
      ...env,
      PATH: [join(folder, kubectl), process.env.PATH].join(delimiter),
      KUSTOMIZE: join(folder, 'bin/kustomize'),
    },
  });
  const startWith = (kubectl: string, ...words: readonly string[]) => run(bootstrap, words, soundWith(kubectl));

  it('only tells how it is used, where it is given --help', async () => {
    for (const option of ['--help', '-h']) {
      const { status, stdout, stderr } = await start(option, '--environment', 'nowhere');
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, /^ {2}--context NAME {2}.*\n {2}--environment NAME {2}/m);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 120),
        [],
      );
    }
  });

  for (const words of [
    [],
    ['--context', 'desk'],
    ['--environment', 'local'],
    ['--context', '', '--environment', 'local'],
    ['--context', 'desk', '--environment', ''],
  ]) {
    it(`exits 64 and names both options, where it is given ${words.join(' ') || 'nothing'}`, async () => {
      assert.deepEqual(await start(...words), {
        ...{ status: 64, stdout: '' },
        stderr: '--context NAME and --environment NAME are both needed\nSee --help.\n',
      });
    });
  }

  for (const words of [
    ['local'],
    ['--context'],
    ['--context', 'desk', '--environment', 'local', '--force'],
    ['--context', 'desk', '--environment', 'local', '--wait', 'long'],
  ]) {
    it(`exits 64 where it is given ${words.join(' ')}`, async () => {
      const { status, stdout, stderr } = await start(...words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, /\nSee --help\.\n$/);
    });
  }

  it('exits 78 where there is no such environment', async () => {
    assert.deepEqual(await start('--context', 'desk', '--environment', 'nowhere'), {
      ...{ status: 78, stdout: '' },
      stderr: 'kustomize/facts/nowhere/facts.yaml: ENOENT; expected the facts of an environment\n',
    });
  });

  it('exits 78 where the facts are no YAML', async () => {
    const { status, stderr } = await startWith('fine', '--context', 'desk', '--environment', 'broken');
    assert.equal(status, 78);
    assert.match(stderr, /^kustomize\/facts\/broken\/facts\.yaml: /);
  });

  it('exits 78 and lists the placeholders, where production is as committed', async function () {
    // A fork has facts of its own, and its tests must pass too.
    if (!readFacts('.', 'production').repository.includes('/OWNER/')) this.skip();
    const { status, stdout, stderr } = await start('--context', 'desk', '--environment', 'production');
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    assert.deepEqual(
      stderr.split('\n').map((line) => line.split(' ')[1]),
      ['host', 'contact', 'repository', 'image', undefined],
    );
  });

  it('exits 78 and changes nothing, where the environment’s root does not build', async () => {
    const { status, stdout, stderr } = await startWith('refusing', '--context', 'desk', '--environment', 'bare');
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    assert.match(stderr, /^gitops\/apps\/bare\/root does not build: /);
  });

  it('exits 2 with kubectl’s words, where kubectl refuses', async () => {
    assert.deepEqual(await startWith('refusing', '--context', 'nowhere', '--environment', 'local'), {
      ...{ status: 2, stdout: '' },
      stderr: 'error: context "nowhere" does not exist\n',
    });
  });

  it('hands over what the environment’s root renders to, through the given context alone, and ends with --no-wait', () => {
    const { status, stdout, stderr } = runProgram(
      'gitops/bootstrap/bootstrap.ts',
      ['--context', 'desk', '--environment', 'local', '--no-wait'],
      soundWith('fine'),
    );
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /^Argo CD is there: left as it is\n/);
    assert.match(stdout, /\nSoon after: https:\/\/skill\.umi\.kr\/health\n$/);
    const applied = stdout.split('\n').filter((line) => line.startsWith('  ') && !line.includes('kubectl'));
    assert.deepEqual(parse(applied.join('\n')), parse(application));
    const calls = readFileSync(join(folder, 'fine/calls.txt'), 'utf8').trimEnd().split('\n');
    assert.equal(calls.length, 5);
    for (const call of calls) assert.match(call, /^--context desk --request-timeout=\d+s /);
  });

  it('tells what it sees while it waits, and ends with verify’s status when the time is over', () => {
    const { status, stdout, stderr } = runProgram(
      'gitops/bootstrap/bootstrap.ts',
      ['--context', 'desk', '--environment', 'local', '--wait', '1s'],
      { ...soundWith('fine'), env: { ...soundWith('fine').env, KUBECONFIG: join(folder, 'kubeconfig.yaml') } },
    );
    assert.match(stdout, /\n +0 s {2}Argo CD: no Pods yet\n/);
    assert.match(stdout, /\nMend it, and run this again\.\n$/);
    assert.equal(status, 2);
    assert.match(stderr, /--context desk/);
  });

  it('ends when it is interrupted, and says that it may be called again', async () => {
    const command = (...[words, terminal]: Parameters<typeof bootstrap>) =>
      bootstrap(words, terminal, () => Promise.resolve(130));
    const { status, stderr } = await run(command, ['--context', 'desk', '--environment', 'local'], soundWith('fine'));
    assert.deepEqual(
      { status, stderr },
      { status: 130, stderr: 'ended; what has been applied stays, and the same command goes on from there\n' },
    );
  });
});
