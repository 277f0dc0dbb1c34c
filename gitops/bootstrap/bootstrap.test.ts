import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { run, runProgram } from '#testing/run-command.ts';
import { readFacts } from '../facts.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { PUBLIC_KEY } from '../test-public-key.ts';
import { bootstrap } from './bootstrap.ts';
import { ISTIOD_BY_ISTIOCTL } from './preflight/test-sight.ts';

describe('npm run bootstrap', () => {
  /** Without placeholders. */
  const facts = {
    ...readFacts('.', 'local'),
    ...{ host: 'skill.umi.kr', contact: 'umi@umi.kr', repository: 'https://github.com/umi/umi-mrdebugger.git' },
    ...{
      image: 'mrdebugger.local',
      publicKeyUrl: '',
      publicKeyFiles: '/keys/public.pem',
      verifyAddress: '203.0.113.7',
    },
    publicKey: PUBLIC_KEY,
  };
  const kustomization = 'resources: [application.yaml]\n';
  const application = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: mrdebugger-local\n';
  /** All that an empty cluster lacks. */
  const apps = [
    ...['cert-manager', 'istiod', 'gateway'].map((chart) => applicationOf({ chart })),
    applicationOf({ path: 'platform' }),
  ].join('---\n');
  const { folder } = temporaryTree({
    'kustomize/facts/example/facts.yaml': stringify({
      data: { ...facts, environment: 'example', host: 'skill.example.com' },
    }),
    'kustomize/facts/local/facts.yaml': stringify({ data: facts }),
    'kustomize/facts/broken/facts.yaml': 'data: [\n',
    'kustomize/facts/bare/facts.yaml': stringify({ data: { ...facts, environment: 'bare' } }),
    // A cluster that does not answer verify.
    'kubeconfig.yaml': stringify({
      clusters: [{ name: 'desk', cluster: { server: 'http://127.0.0.1:1' } }],
      contexts: [{ name: 'desk', context: { cluster: 'desk', user: 'desk' } }],
      users: [{ name: 'desk', user: {} }],
    }),
    'gitops/apps/add-ons/versions.yaml': 'data: { kubernetes: 1.33 – 1.35, argoCd: v3.5.7 }\n',
    'gitops/apps/local/application.yaml': apps,
    'gitops/apps/example/application.yaml': apps,
    'gitops/apps/example/root/application.yaml': application,
    'platform/application.yaml': [
      stringify({ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name: facts.issuer } }),
      stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'istio' } }),
    ].join('---\n'),
    'gitops/apps/local/root/kustomization.yaml': kustomization,
    'gitops/apps/local/root/application.yaml': application,
    // Stand-ins: a kubectl that accepts everything, of a cluster that gives addresses, one with an Istio, one that refuses everything, and a kustomize.
    'fine/kubectl':
      '#!/bin/sh\necho "$*" >> "$(dirname "$0")/calls.txt"\n' +
      'case "$*" in ' +
      '*" version "*) echo \'{"serverVersion": {"gitVersion": "v1.35.4+k3s1"}}\';; ' +
      '*" create "*) echo \'{"status": {"allowed": true}}\';; ' +
      '*customresourcedefinitions*) ;; *" -A"*) echo \'{"items": []}\';; ' +
      '*" get "*-o*json*-n*) echo \'{"metadata": {}, "items": []}\';; ' +
      '*" get "*) echo \'{"metadata": {}}\';; *-) cat;; esac\n',
    'taken/kubectl': `#!/bin/sh
case "$*" in
*" version "*) echo '{"serverVersion": {"gitVersion": "v1.35.4+k3s1"}}';;
*" create "*) echo '{"status": {"allowed": true}}';;
*app=istiod) echo '${JSON.stringify({ items: [ISTIOD_BY_ISTIOCTL] })}';;
*customresourcedefinitions*|*custom-columns*|*" get -f - "*) ;;
*" get "*) echo '{"items": []}';;
*) echo "not expected: $*" >&2; exit 1;;
esac
`,
    'refusing/kubectl': '#!/bin/sh\necho "error: context \\"$2\\" does not exist" >&2\nexit 1\n',
    'bin/kustomize':
      '#!/bin/sh\ncase "$1" in version) test $# = 1 && echo v5.8.1;; build) cat "$2/application.yaml";; esac\n',
  });
  for (const program of ['fine/kubectl', 'taken/kubectl', 'refusing/kubectl', 'bin/kustomize'])
    chmodSync(join(folder, program), 0o755);

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
    ['--context', 'desk', '--environment', 'local', '--remove', '--certificates', 'yes'],
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
    const writes = calls.filter((call) => !/ (get|version|create --validate=false) /.test(call));
    assert.deepEqual(
      writes.map((call) => /(patch|wait|apply)/.exec(call)?.[0]),
      ['patch', 'wait', 'apply'],
    );
    for (const call of calls) assert.match(call, /^--context desk --request-timeout=\d+s /);
  });

  it('only says what would happen with --check, and exits 0 where nothing stands in the way', async () => {
    const { status, stdout, stderr } = await startWith(
      'fine',
      '--context',
      'desk',
      '--environment',
      'local',
      '--check',
    );
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /^install Argo CD v3\.5\.7 .*\n.*\napply the root Application mrdebugger-local, /);
    assert.match(stdout, /\n {2}wave 0: of-istiod: chart istiod .*\n\nNothing stands in the way\.\n$/s);
  });

  it('exits 1 where something stands in the way, with --check and without, and writes nothing', async () => {
    const words = ['--context', 'desk', '--environment', 'local'];
    const seen = /in the way {2}Istio 1\.29\.2 is there: .*by istioctl.*\n {6}next {2}.*\nOne thing stands in the way/s;
    const checked = await startWith('taken', ...words, '--check');
    assert.deepEqual({ status: checked.status, stderr: checked.stderr }, { status: 1, stderr: '' });
    assert.match(checked.stdout, seen);
    const { status, stdout, stderr } = await startWith('taken', ...words);
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
    assert.match(stderr, seen);
  });

  it('tells of placeholders with everything else, with --check', async () => {
    const words = ['--context', 'desk', '--environment', 'example', '--check'];
    const { status, stdout } = await startWith('taken', ...words);
    assert.equal(status, 1);
    assert.match(stdout, /in the way {2}kustomize\/facts\/example\/facts\.yaml: host is still skill\.example\.com/);
    assert.match(stdout, /in the way {2}Istio/);
    assert.match(stdout, /\n2 things stand in the way/);
  });

  it('exits 0 with --remove where there is nothing to remove, and needs no sound facts for it', async () => {
    assert.deepEqual(await startWith('taken', '--context', 'desk', '--environment', 'example', '--remove'), {
      ...{ status: 0, stderr: '' },
      stdout: 'example is removed\n',
    });
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

/** An Application with this source. */
function applicationOf(source: { readonly chart: string } | { readonly path: string }): string {
  const name = `of-${Object.values(source).join()}`;
  return stringify({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name } },
    spec: { source, destination: {} },
  });
}
