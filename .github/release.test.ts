import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';

describe('.github/steps/release', () => {
  const { folder } = temporaryFiles();
  const env = {
    ...process.env,
    // git-cliff itself, which otherwise starts in a Node of its own.
    PATH: [resolve(`node_modules/git-cliff-${process.platform}-${process.arch}/bin`), process.env.PATH].join(delimiter),
    ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    ...{
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    },
  };
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8', env }).trim();
  const release = () => {
    const { status, stdout, stderr } = spawnSync('.github/steps/release', { cwd: folder, encoding: 'utf8', env });
    return { status, said: `${stdout}${stderr}` };
  };
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '-m', message);
  };
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const version = () => (JSON.parse(text('package.json')) as { version: string }).version;

  before(() => {
    mkdirSync(join(folder, '.github/steps'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json', '.github/cliff.toml', '.github/steps/release'])
      cpSync(file, join(folder, file));
    git('init', '--quiet', '--initial-branch=main');
    commit('feat: a skill');
  });

  it('takes the version in package.json for the first release', () => {
    const first = version();
    const { status, said } = release();
    assert.equal(status, 0, said);
    assert.deepEqual([version(), git('tag')], [first, `v${first}`]);
    assert.match(text('CHANGELOG.md'), /\n## [\d.]+ \(\d{4}-\d\d-\d\d\)\n\n### New\n\n- a skill\n$/);
  });

  it('raises the patch version for a fix, lists it in the changelog, and commits and tags it', () => {
    commit('fix(edge): a redirect');
    commit('chore: of no interest');
    const [major, minor, patch] = version().split('.').map(Number);
    const { status, said } = release();
    assert.equal(status, 0, said);
    const next = [major, minor, (patch ?? 0) + 1].join('.');
    assert.equal(version(), next);
    assert.equal((JSON.parse(text('package-lock.json')) as { version: string }).version, next);
    assert.deepEqual(git('show', '--format=%s', '--name-only', `v${next}^{commit}`).split('\n').filter(Boolean), [
      ...[`chore: release ${next}`, 'CHANGELOG.md', 'package-lock.json', 'package.json'],
    ]);
    assert.match(text('CHANGELOG.md'), /\n### Mended\n\n- \*\*edge\*\*: a redirect\n/);
    assert.doesNotMatch(text('CHANGELOG.md'), /of no interest/);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('raises the minor version for a feature, and keeps the earlier entries', () => {
    commit('feat: a topic');
    const [major, minor] = version().split('.').map(Number);
    assert.equal(release().status, 0);
    assert.equal(version(), [major, (minor ?? 0) + 1, 0].join('.'));
    assert.match(text('CHANGELOG.md'), /- a topic\n[^]*- \*\*edge\*\*: a redirect\n[^]*- a skill\n/);
  });

  it('makes no release where nothing was committed since, or the tree is not clean', () => {
    const before = git('rev-parse', 'HEAD');
    assert.notEqual(release().status, 0);
    commit('fix: a word');
    appendFileSync(join(folder, 'package.json'), '\n');
    const { status, said } = release();
    assert.notEqual(status, 0);
    assert.match(said, /not clean/);
    assert.equal(git('rev-parse', 'HEAD^'), before);
  });
});

describe('the version', () => {
  it('is written in one place, package.json, and repeated only in the lock file of npm', () => {
    const version = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    assert.equal(version('package-lock.json'), version('package.json'));
    const pattern = `(VERSION=|version=|umi-mrdebugger[:@])"?${version('package.json').replaceAll('.', '[.]')}`;
    const { stdout } = spawnSync('git', ['grep', '-E', pattern, '--', ':!*/testdata/*'], { encoding: 'utf8' });
    assert.equal(stdout, '');
  });
});
