import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runProgram } from '#testing/run-command.ts';
import { promoteBuild } from './promote-command.ts';
import { buildOf, temporaryRemote, type Clone } from './test-remote.ts';

describe('npm run promote', () => {
  const remote = temporaryRemote();
  let clone: Clone;
  let revision: string;
  before(async () => {
    clone = await remote.clone('clone');
    revision = await clone.push('service/main.ts', 'one');
  });

  const promote = (...words: readonly string[]) => run(promoteBuild, words, { cwd: clone.folder, env: remote.env });
  const digests = () => ['--service', buildOf(revision).service, '--verify', buildOf(revision).verify];
  const file = (name: string, content: string) => {
    writeFileSync(join(clone.folder, name), content);
    return name;
  };

  it('shows in a rehearsal the commit, and pushes nothing', async () => {
    const { status, stdout, stderr } = await promote('--environment', 'staging', ...digests(), '--dry-run');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /chore\(staging\): run [0-9a-f]{7}[^]*^\+ {4}digest: sha256:/m);
    assert.equal(await remote.git(['rev-parse', 'main']), revision);
  });

  it('promotes HEAD with what buildx wrote, and tells later steps of the workflow', async () => {
    const { service, verify } = buildOf(revision);
    const metadata = { service: { 'containerimage.digest': service }, verify: { 'containerimage.digest': verify } };
    const output = file('output', 'before=1\n');
    const words = ['--metadata', file('build.json', JSON.stringify(metadata)), '--output', output];
    const { status, stdout, stderr } = runProgram(
      'gitops/promote/promote-command.ts',
      ['--environment', 'staging', ...words],
      { cwd: clone.folder, env: remote.env },
    );
    assert.deepEqual([status, stderr], [0, '']);
    const commit = await remote.git(['rev-parse', 'main']);
    const told = `staging: ${revision.slice(0, 7)} is pushed to main of origin as ${commit.slice(0, 7)}: nothing was promoted before\n`;
    assert.equal(stdout, told);
    assert.equal(readFileSync(join(clone.folder, output), 'utf8'), `before=1\npromoted=true\ncommit=${commit}\n`);
  });

  it('exits 0 and says so, where nothing is to be done', async () => {
    const output = file('output', '');
    const words = ['--environment', 'staging', '--revision', revision, ...digests(), '--output', output];
    const { status, stdout } = await promote(...words);
    assert.equal(status, 0);
    assert.match(stdout, /is not pushed: this build is there already\n$/);
    assert.equal(readFileSync(join(clone.folder, output), 'utf8'), 'promoted=false\n');
  });

  it('exits 1 where the build must not go there', async () => {
    const { status, stderr } = await promote('--environment', 'staging', ...digests(), '--branch', 'trunk');
    assert.deepEqual([status, stderr], [1, 'staging: origin has no branch trunk\n']);
  });

  it('exits 1 with git’s words, where git does not know who commits', async () => {
    const next = await clone.push('service/main.ts', 'two');
    const identity = ['user.name', 'user.email'] as const;
    for (const name of identity) await clone.git(['config', '--unset', name]);
    await clone.git(['config', 'user.useConfigOnly', 'true']);
    const { service, verify } = buildOf(next);
    const { status, stderr } = await promote('--environment', 'staging', '--service', service, '--verify', verify);
    for (const name of identity) await clone.git(['config', name, 'a@example.com']);
    assert.equal(status, 1);
    assert.match(stderr, /^staging: git commit-tree: .*git config/s);
  });

  const usage: readonly (readonly [words: readonly string[], said: RegExp])[] = [
    [[], /--environment NAME is needed/],
    [['--environment', 'staging'], /--service : expected sha256: and 64 hex digits, or --metadata FILE/],
    [['--environment', 'staging', '--service', 'latest', '--verify', 'latest'], /--service latest: expected sha256:/],
    [['--environment', 'staging', '--revision', 'nothing'], /--revision nothing: expected a commit of this clone/],
    [['--environment', 'staging', '--into', 'x'], /Unknown option '--into'/],
  ];
  for (const [words, said] of usage)
    it(`exits 64 for ${words.join(' ') || 'no words'}, and says what is expected`, async () => {
      const { status, stdout, stderr } = await promote(...words);
      assert.deepEqual([status, stdout], [64, '']);
      assert.match(stderr, said);
    });

  it('exits 78 for an environment that is not there, and for metadata that is not', async () => {
    const nowhere = await promote('--environment', 'nowhere', ...digests());
    assert.equal(nowhere.status, 78);
    assert.match(nowhere.stderr, /^kustomize\/facts\/nowhere\/facts\.yaml: ENOENT/);
    const missing = await promote('--environment', 'staging', '--metadata', 'missing.json');
    assert.equal(missing.status, 78);
    assert.match(missing.stderr, /^--metadata missing\.json: ENOENT/);
  });
});
