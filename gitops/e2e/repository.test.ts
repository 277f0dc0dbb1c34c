import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findRenderer } from '../render/renderer.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { AMBIGUOUS } from '../test-ambiguous-texts.ts';
import { cloneRepository, type Repository } from './repository.ts';

const FACTS = `# What is particular to this installation.
data:
  # The public name.
  host: skill.example.com # three labels
  publicKey: ''

  # ${'A comment that is longer than a line that a stringifier would leave as it is. '.repeat(2).trim()}
  contact: admin@example.com
`;

describe('cloneRepository', () => {
  const { folder, add } = temporaryTree({ 'source/facts.yaml': FACTS, 'source/folder/notes.txt': 'before\n' });
  const source = join(folder, 'source');
  const author = ['-c', 'user.name=umi', '-c', 'user.email=umi@umi.test', '-c', 'commit.gpgsign=false'];
  const git = (place: string, ...words: readonly string[]) =>
    execFileSync('git', ['-C', place, ...words], { encoding: 'utf8', stdio: 'pipe' }).trim();
  before(() => {
    git(source, 'init', '--quiet', '--initial-branch=work');
    git(source, 'add', '--all');
    git(source, ...author, 'commit', '--quiet', '-m', 'feat: facts');
    // Changes that are not committed, and must not be cloned.
    add({ 'source/facts.yaml': 'edited\n', 'source/untracked.txt': '' });
  });

  let place: string;
  let bare: string;
  let repository: Repository;
  let runs = 0;
  beforeEach(async () => {
    place = join(folder, `run-${++runs}`);
    mkdirSync(place);
    bare = join(place, 'git/skill.git');
    repository = await cloneRepository({ source, folder: place, name: 'skill' });
  });
  const text = (path: string) => readFileSync(join(repository.folder, path), 'utf8');
  /** A file as whoever clones the bare repository sees it. */
  const pushed = (path: string) => execFileSync('git', ['-C', bare, 'show', `main:${path}`], { encoding: 'utf8' });

  it('clones HEAD without what is not committed, and makes a bare repository that is still empty', () => {
    assert.equal(text('facts.yaml'), FACTS);
    assert.ok(!existsSync(join(repository.folder, 'untracked.txt')));
    assert.equal(git(repository.folder, 'rev-parse', 'HEAD'), git(source, 'rev-parse', 'HEAD'));
    assert.equal(git(repository.folder, 'symbolic-ref', '--short', 'HEAD'), 'main');
    assert.equal(git(bare, 'branch', '--list'), '');
    assert.equal(git(bare, 'symbolic-ref', 'HEAD'), 'refs/heads/main');
  });

  it('clones a commit that no branch is on', async () => {
    const detached = join(place, 'detached');
    git(place, 'clone', '--quiet', source, detached);
    git(detached, 'checkout', '--quiet', '--detach');
    mkdirSync(join(place, 'other'));
    const other = await cloneRepository({ source: detached, folder: join(place, 'other'), name: 'x' });
    assert.equal(git(other.folder, 'rev-parse', 'main'), git(source, 'rev-parse', 'HEAD'));
  });

  it('pushes what it has of a shallow clone, such as a CI machine makes', async () => {
    const shallow = join(place, 'shallow');
    git(source, ...author, 'commit', '--quiet', '--allow-empty', '-m', 'feat: more');
    git(place, 'clone', '--quiet', '--depth=1', `file://${source}`, shallow);
    git(source, 'reset', '--quiet', '--soft', 'HEAD~1');
    mkdirSync(join(place, 'other'));
    const other = await cloneRepository({ source: shallow, folder: join(place, 'other'), name: 'x' });
    other.edit('folder/notes.txt', () => 'after\n');
    const commit = await other.push('feat: notes');
    assert.equal(git(join(place, 'other/git/x.git'), 'rev-parse', 'main'), commit);
    await other.revert();
  });

  it('leaves the source as it is, whatever is pushed', async () => {
    repository.edit('folder/notes.txt', () => 'after\n');
    await repository.push('feat: notes');
    assert.equal(git(source, 'log', '--format=%s'), 'feat: facts');
    assert.equal(git(source, 'for-each-ref', '--format=%(refname)'), 'refs/heads/work');
  });

  it('edits the text of a file', () => {
    repository.edit('folder/notes.txt', (text) => `${text}after\n`);
    assert.equal(text('folder/notes.txt'), 'before\nafter\n');
  });

  it('says which file it cannot edit', () => {
    assert.throws(() => {
      repository.edit('nowhere.txt', (text) => text);
    }, /ENOENT.*clone\/nowhere\.txt/);
  });

  it('sets a value and leaves every other letter of the file, comments too', () => {
    repository.set('facts.yaml', [[['data', 'host'], 'e2e.umi.test']]);
    assert.equal(text('facts.yaml'), FACTS.replace('skill.example.com', 'e2e.umi.test'));
  });

  it('sets several values: texts of several lines, new ones, and lists', () => {
    const publicKey = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n';
    repository.set('facts.yaml', [
      [['data', 'publicKey'], publicKey],
      [['data', 'branch'], 'main'],
      [['replicas'], [{ name: 'mrdebugger', count: 1 }]],
    ]);
    assert.deepEqual(parse(text('facts.yaml')), {
      data: { host: 'skill.example.com', publicKey, contact: 'admin@example.com', branch: 'main' },
      replicas: [{ name: 'mrdebugger', count: 1 }],
    });
    for (const line of FACTS.split('\n').filter((line) => line.includes('#')))
      assert.ok(text('facts.yaml').includes(line));
  });

  it('sets texts that kustomize reads as texts, whatever they look like', async () => {
    const data = Object.fromEntries(AMBIGUOUS.map((text, index) => [`text${index}`, text]));
    const metadata = { name: 'facts' };
    repository.edit(
      'facts.yaml',
      () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: facts }\ndata: { text0: a }\n',
    );
    repository.set(
      'facts.yaml',
      Object.entries(data).map(([key, text]) => [['data', key], text]),
    );
    writeFileSync(join(repository.folder, 'kustomization.yaml'), 'resources: [facts.yaml]\n');
    const rendered = await (await findRenderer(process.env)).renderObjects(repository.folder);
    assert.deepEqual(rendered, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }]);
  });

  it('gives the commit that it pushes, which the bare repository then has, files that are new with it', async () => {
    repository.edit('folder/notes.txt', () => 'after\n');
    writeFileSync(join(repository.folder, 'new.txt'), 'new\n');
    const commit = await repository.push('feat: notes');
    assert.match(commit, /^[0-9a-f]{40}$/);
    assert.equal(git(bare, 'rev-parse', 'main'), commit);
    assert.equal(git(bare, 'log', '-1', '--format=%s %ae', 'main'), 'feat: notes e2e@mrdebugger.test');
    assert.deepEqual([pushed('folder/notes.txt'), pushed('new.txt')], ['after\n', 'new\n']);
    assert.equal(git(repository.folder, 'status', '--porcelain'), '');
  });

  it('refuses to push nothing', async () => {
    await assert.rejects(repository.push('feat: nothing'), /git .*commit/);
  });

  it('takes back the newest commit, or a given one, with a commit that it pushes', async () => {
    repository.edit('folder/notes.txt', () => 'after\n');
    const first = await repository.push('feat: notes');
    repository.set('facts.yaml', [[['data', 'host'], 'e2e.umi.test']]);
    const second = await repository.push('feat: host');

    const third = await repository.revert();
    assert.equal(git(bare, 'rev-parse', 'main'), third);
    assert.equal(git(bare, 'rev-parse', 'main~1'), second);
    assert.deepEqual([pushed('facts.yaml'), pushed('folder/notes.txt')], [FACTS, 'after\n']);

    const fourth = await repository.revert(first);
    assert.equal(git(bare, 'rev-parse', 'main'), fourth);
    assert.equal(pushed('folder/notes.txt'), 'before\n');
  });

  it('takes back what is not committed, and no more', async () => {
    repository.edit('folder/notes.txt', () => 'pushed\n');
    await repository.push('feat: notes');
    repository.edit('folder/notes.txt', () => 'not committed\n');
    repository.set('facts.yaml', [[['data', 'host'], 'e2e.umi.test']]);
    await repository.discard();
    assert.deepEqual([text('folder/notes.txt'), text('facts.yaml')], ['pushed\n', FACTS]);
    assert.equal(git(repository.folder, 'status', '--porcelain'), '');
  });
});
