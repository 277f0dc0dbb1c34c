import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, stringify } from 'yaml';
import { readFacts } from '../facts.ts';
import { temporaryTree } from '../render/test-tree.ts';

describe('npm run bootstrap', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  /** With nothing that is still to be filled in. */
  const facts = {
    ...readFacts('.', 'local'),
    ...{ host: 'skill.umi.kr', contact: 'umi@umi.kr', repository: 'https://github.com/umi/umi-mrdebugger.git' },
    ...{ image: 'mrdebugger.local', publicKeyUrl: '', publicKeyFiles: '/keys/public.pem' },
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
  };
  const kustomization = 'resources: [application.yaml]\n';
  const application = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: mrdebugger-local\n';
  const { folder } = temporaryTree({
    'kustomize/facts/local/facts.yaml': stringify({ data: facts }),
    'kustomize/facts/broken/facts.yaml': 'data: [\n',
    'kustomize/facts/bare/facts.yaml': stringify({ data: { ...facts, environment: 'bare' } }),
    'gitops/apps/add-ons/versions.yaml': 'data: { argoCd: v3.5.7 }\n',
    'gitops/apps/local/root/kustomization.yaml': kustomization,
    'gitops/apps/local/root/application.yaml': application,
    // Programs of others: a kubectl that takes all that it is told, one that takes nothing, and a kustomize.
    'fine/kubectl': '#!/bin/sh\necho "$*" >> calls.txt\ncase "$*" in *" get "*) echo "{}";; *-) cat;; esac\n',
    'refusing/kubectl': '#!/bin/sh\necho "error: context \\"$2\\" does not exist" >&2\nexit 1\n',
    'bin/kustomize':
      '#!/bin/sh\ncase "$1" in version) test $# = 1 && echo v5.8.1;; build) cat "$2/application.yaml";; esac\n',
  });
  for (const program of ['fine/kubectl', 'refusing/kubectl', 'bin/kustomize']) chmodSync(join(folder, program), 0o755);

  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  /** No cluster is known, wherever the tests run. */
  const environment = { ...process.env, KUBECONFIG: join(folder, 'none') };
  const start = (words: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) => {
    const command = ['--import', tsx, resolve('gitops/bootstrap/bootstrap.ts'), ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      ...{ encoding: 'utf8', env: environment },
      ...options,
    });
    assert.doesNotMatch(stderr, /\n {4}at /);
    return { status, stdout, stderr };
  };
  const bootstrap = (...words: readonly string[]) => start(words);
  /** In a repository whose facts can be deployed, with one of the programs there as kubectl. */
  const bootstrapWith = (kubectl: string, ...words: readonly string[]) =>
    start(words, {
      cwd: folder,
      env: {
        ...environment,
        PATH: [join(folder, kubectl), process.env.PATH].join(delimiter),
        KUSTOMIZE: join(folder, 'bin/kustomize'),
      },
    });

  it('only tells how it is used, where it is given --help', () => {
    for (const option of ['--help', '-h']) {
      const { status, stdout, stderr } = bootstrap(option, '--environment', 'nowhere');
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
    it(`exits 64 and names both options, where it is given ${words.join(' ') || 'nothing'}`, () => {
      assert.deepEqual(bootstrap(...words), {
        ...{ status: 64, stdout: '' },
        stderr: '--context NAME and --environment NAME are both needed\nSee --help.\n',
      });
    });
  }

  for (const words of [['local'], ['--context'], ['--context', 'desk', '--environment', 'local', '--force']]) {
    it(`exits 64 where it is given ${words.join(' ')}`, () => {
      const { status, stdout, stderr } = bootstrap(...words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, /\nSee --help\.\n$/);
    });
  }

  it('exits 78 where there is no such environment', () => {
    assert.deepEqual(bootstrap('--context', 'desk', '--environment', 'nowhere'), {
      ...{ status: 78, stdout: '' },
      stderr: 'kustomize/facts/nowhere/facts.yaml: ENOENT; expected the facts of an environment\n',
    });
  });

  it('exits 78 where the facts are no YAML', () => {
    const { status, stderr } = bootstrapWith('fine', '--context', 'desk', '--environment', 'broken');
    assert.equal(status, 78);
    assert.match(stderr, /^kustomize\/facts\/broken\/facts\.yaml: /);
  });

  it('exits 78 and lists the placeholders, where production is as committed', function () {
    // A fork gives facts of its own, and its tests pass.
    if (!readFacts('.', 'production').repository.includes('/OWNER/')) this.skip();
    const { status, stdout, stderr } = bootstrap('--context', 'desk', '--environment', 'production');
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    assert.deepEqual(
      stderr.split('\n').map((line) => line.split(' ')[1]),
      ['host', 'contact', 'repository', 'image', undefined],
    );
  });

  it('exits 78 and changes nothing, where the environment’s root does not build', () => {
    const { status, stdout, stderr } = bootstrapWith('refusing', '--context', 'desk', '--environment', 'bare');
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    assert.match(stderr, /^gitops\/apps\/bare\/root does not build: /);
  });

  it('exits 2 with kubectl’s words, where kubectl refuses', () => {
    assert.deepEqual(bootstrapWith('refusing', '--context', 'nowhere', '--environment', 'local'), {
      ...{ status: 2, stdout: '' },
      stderr: 'error: context "nowhere" does not exist\n',
    });
  });

  it('hands over what the environment’s root renders to, by way of the context and no other', () => {
    const { status, stdout, stderr } = bootstrapWith('fine', '--context', 'desk', '--environment', 'local');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /^Argo CD is there: left as it is\n/);
    assert.match(stdout, /\nSoon after: https:\/\/skill\.umi\.kr\/health\n$/);
    const applied = stdout.split('\n').filter((line) => line.startsWith('  ') && !line.includes('kubectl'));
    assert.deepEqual(parse(applied.join('\n')), parse(application));
    const calls = readFileSync(join(folder, 'calls.txt'), 'utf8').trimEnd().split('\n');
    assert.equal(calls.length, 3);
    for (const call of calls) assert.match(call, /^--context desk --request-timeout=\d+s /);
  });
});
