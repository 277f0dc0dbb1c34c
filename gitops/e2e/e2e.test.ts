import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, runProgram } from '#testing/run-command.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { e2e } from './e2e.ts';
import { VARIABLES } from './settings.ts';

describe('npm run e2e', () => {
  const namespace = { kind: 'Namespace', metadata: { name: 'mrdebugger-e2e' } };
  const { folder } = temporaryTree({
    // Stand-ins for kubectl: with no cluster, with a cluster that has something of the name, and one that soon refuses.
    'refusing/kubectl': '#!/bin/sh\necho "error: context \\"$2\\" does not exist" >&2\nexit 1\n',
    'holding/kubectl': `#!/bin/sh\necho "$*" >> "$(dirname "$0")/calls.txt"\ncase "$*" in
  *namespaces,*) echo '${JSON.stringify({ items: [namespace] })}';;
  *) echo '{"items":[]}';;
esac\n`,
    'unversioned/kubectl': `#!/bin/sh\ncase "$*" in
  *' version -o json') echo 'error: You must be logged in to the server' >&2; exit 1;;
  *' get configmap/'*) echo '{"data":{}}';;
  *) echo '{"items":[]}';;
esac\n`,
    'temporary/keep': '',
    'ca.pem': '',
    'some.env': 'E2E_HOST_ADDRESS=here\nE2E_ACME_CA=ca.pem\n',
    'all.env': `E2E_HOST_ADDRESS=127.0.0.1
E2E_GATEWAY_ADDRESS=127.0.0.1
E2E_ACME_DIRECTORY=https://127.0.0.1:14000/dir
E2E_ACME_CA=ca.pem
E2E_ACME_ROOTS=roots.pem
E2E_IMAGE_COMMAND=false
`,
  });
  for (const program of ['refusing/kubectl', 'holding/kubectl', 'unversioned/kubectl'])
    chmodSync(join(folder, program), 0o755);

  /** No cluster is known and no variable is given, wherever the tests run. */
  const environment: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('E2E_'))),
    KUBECONFIG: join(folder, 'none'),
    PATH: [join(folder, 'refusing'), process.env.PATH].join(delimiter),
  };
  const start = (words: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    run(e2e, words, { env: { ...environment, ...more } });
  const temporary = join(folder, 'temporary');
  const agreed = ['--context', 'nowhere', '--yes-delete'];

  it('tells with --help every variable, what it means and its default, and does nothing else', async () => {
    for (const option of ['--help', '-h']) {
      const { status, stdout, stderr } = await start([option, ...agreed]);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      const lines = stdout.split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '));
      for (const { name, meaning, fallback } of VARIABLES) {
        const at = lines.indexOf(`${name}${fallback === undefined ? '' : ` (default: ${fallback})`}`);
        assert.ok(at >= 0, name);
        assert.equal(lines[at + 1], meaning);
      }
    }
  });

  for (const words of [[], ['--context', 'nowhere'], ['--yes-delete']]) {
    it(`exits 64 and names both options, where it is given ${words.join(' ') || 'nothing'}`, async () => {
      const { status, stdout, stderr } = await start(words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, /^--context NAME and --yes-delete are both needed: .+\nSee --help\.\n$/);
    });
  }

  for (const words of [['now'], ['--yes-delete=no']]) {
    it(`exits 64 where it is given ${words.join(' ')}`, async () => {
      const { status, stdout, stderr } = await start([...agreed, ...words]);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, /\nSee --help\.\n$/);
    });
  }

  it('exits 78 with every setting that is missing', async () => {
    const { status, stdout, stderr } = await start(agreed);
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    const expected = VARIABLES.filter(({ fallback }) => fallback === undefined);
    assert.equal(stderr, expected.map(({ name, meaning }) => `${name} is missing: ${meaning}\n`).join(''));
  });

  it('exits 78 with what is wrong in a file of settings, where the environment does not correct it', async () => {
    const env = { E2E_ACME_CA: '', E2E_ACME_ROOTS: 'roots.pem', E2E_ACME_DIRECTORY: 'https://letsencrypt.org/' };
    const { status, stderr } = await start([...agreed, '--settings', join(folder, 'some.env')], env);
    assert.equal(status, 78);
    assert.deepEqual(
      stderr.split('\n').map((line) => line.split(':')[0]),
      [
        'E2E_HOST_ADDRESS=here',
        'E2E_GATEWAY_ADDRESS is missing',
        'E2E_ACME_DIRECTORY=https',
        'E2E_ACME_CA is missing',
        'E2E_IMAGE_COMMAND is missing',
        '',
      ],
    );
  });

  it('exits 78 where the file of settings is missing', async () => {
    const file = join(folder, 'nowhere.env');
    assert.deepEqual(await start([...agreed, '--settings', file]), {
      ...{ status: 78, stdout: '' },
      stderr: `${file}: ENOENT; expected a file of variables\n`,
    });
  });

  it('exits 2 with kubectl’s words, where the cluster cannot be used', async () => {
    assert.deepEqual(await start([...agreed, '--settings', join(folder, 'all.env')]), {
      ...{ status: 2, stdout: '' },
      stderr: 'error: context "nowhere" does not exist\n',
    });
  });

  it('ends, with kubectl’s words, where the cluster refuses after the first questions', () => {
    const env = {
      ...environment,
      ...{ PATH: [join(folder, 'unversioned'), process.env.PATH].join(delimiter), TMPDIR: temporary },
      ...{ E2E_ACME_CA: join(folder, 'ca.pem'), E2E_ACME_ROOTS: join(folder, 'ca.pem'), E2E_GIT_PORT: '19418' },
    };
    const words = [...agreed, '--settings', join(folder, 'all.env')];
    const { status, stderr } = runProgram('gitops/e2e/e2e.ts', words, { env });
    assert.deepEqual({ status, stderr }, { status: 2, stderr: 'error: You must be logged in to the server\n' });
    assert.deepEqual(
      readdirSync(temporary).filter((name) => name.startsWith('mrdebugger')),
      [],
    );
  });

  it('exits 78 and deletes nothing, where the cluster has something of that name which no run made', async () => {
    const { status, stdout, stderr } = await start([...agreed, '--settings', join(folder, 'all.env')], {
      PATH: [join(folder, 'holding'), process.env.PATH].join(delimiter),
    });
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    assert.match(stderr, /^the cluster has mrdebugger-e2e already, .+:\nNamespace -\/mrdebugger-e2e\n$/);
    const calls = readFileSync(join(folder, 'holding/calls.txt'), 'utf8').trimEnd().split('\n');
    for (const call of calls) assert.match(call, /^--context nowhere --request-timeout=\d+s (-n \w+ )?get /);
  });
});
