import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { buildOf, temporaryRemote, type Clone } from '../gitops/promote/test-remote.ts';
import { step } from './test-program.ts';

const STEPS = '.github/steps';

describe('the steps of the workflows', () => {
  const remote = temporaryRemote();
  const { folder, file } = temporaryFiles();
  let clone: Clone;
  before(async () => {
    clone = await remote.clone('steps');
    mkdirSync(join(clone.folder, 'gitops'));
    symlinkSync(resolve('node_modules'), join(clone.folder, 'node_modules'));
    symlinkSync(resolve('package.json'), join(clone.folder, 'package.json'));
    for (const name of ['gitops/promote', 'gitops/facts.ts', 'gitops/fact-command.ts', 'service'])
      symlinkSync(resolve(name), join(clone.folder, name));
    writeFileSync(join(clone.folder, '.git/info/exclude'), 'node_modules\npackage.json\ngitops\nservice\n');
  });

  const run = (name: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    step(name, words, { cwd: clone.folder, env: { HOME: folder, ...env } });

  /** A stand-in for GitHub's program, which can only talk to GitHub: it records its words, and answers `list`. */
  const gh = (answer: string) => {
    const words = join(folder, 'gh-words');
    writeFileSync(words, '');
    file('gh', `#!/bin/sh\nprintf '%s\\n' "$*" >>'${words}'\n[ "$2" != list ] || echo '${answer}'\n`);
    chmodSync(join(folder, 'gh'), 0o755);
    return { env: { PATH: [folder, process.env.PATH].join(delimiter) }, words: () => readFileSync(words, 'utf8') };
  };

  for (const [name, usage] of readdirSync(STEPS).map(
    (name) => [name, readFileSync(join(STEPS, name), 'utf8')] as const,
  ))
    if (usage.includes('exit 64'))
      it(`${name} prints its usage and exits 64 where it is called without arguments`, async () => {
        const { status, stdout, stderr } = await run(name, []);
        assert.equal(status, 64, stderr);
        assert.match(stdout, new RegExp(`^ {2}${name} [A-Z]`, 'm'));
      });

  it('clean-tree passes a tree without changes, and names what was changed or left over', async () => {
    assert.deepEqual(await run('clean-tree', []), { status: 0, stdout: '', stderr: '' });
    writeFileSync(join(clone.folder, 'left-over'), '');
    const { status, stdout } = await run('clean-tree', []);
    assert.equal(status, 1);
    assert.match(stdout, /^\?\? left-over$/m);
    rmSync(join(clone.folder, 'left-over'));
  });

  it('promote promotes, as GitHub’s own account, the build that the variables name, and reports it to later steps', async () => {
    const revision = await remote.git(['rev-parse', 'main']);
    const { service, verify } = buildOf(revision);
    const output = file('output', '');
    const env = { REVISION: revision, SERVICE: service, VERIFY: verify, GITHUB_OUTPUT: output, GITHUB_ACTIONS: 'true' };
    const { status, stderr } = await run('promote', ['production', 'promote/production'], env);
    assert.equal(status, 0, stderr);
    const commit = await remote.git(['rev-parse', 'promote/production']);
    assert.equal(readFileSync(output, 'utf8'), `promoted=true\ncommit=${commit}\n`);
    assert.equal(await remote.git(['log', '-1', '--format=%an', commit]), 'github-actions[bot]');
    assert.deepEqual(await remote.build('production', commit), buildOf(revision));
  });

  it('pull-request opens one with the message of the commit, and asks for its checks', async () => {
    const commit = await clone.git(['rev-parse', 'HEAD']);
    const { env, words } = gh('');
    assert.equal((await run('pull-request', ['promote/production', commit], env)).status, 0);
    const [list, create, checks] = words().trim().split('\n');
    assert.match(list ?? '', /^pr list --head promote\/production --state open/);
    assert.match(create ?? '', /^pr create --head promote\/production --title feat: the first commit --body/);
    assert.equal(checks, 'workflow run check.yaml --ref promote/production');
  });

  it('pull-request updates the one that is open', async () => {
    const commit = await clone.git(['rev-parse', 'HEAD']);
    const { env, words } = gh('7');
    assert.equal((await run('pull-request', ['promote/production', commit], env)).status, 0);
    assert.match(words(), /^pr edit 7 --title feat: the first commit --body/m);
    assert.doesNotMatch(words(), /pr create/);
  });
});
