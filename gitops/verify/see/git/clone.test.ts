import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { readClone, relate } from './clone.ts';

describe('a clone', () => {
  const { folder } = temporaryFiles();
  const home = process.cwd();
  const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8', stdio: 'pipe' }).trim();
  const commit = (words: string) => {
    git('-c', 'user.name=t', '-c', 'user.email=t@t.test', 'commit', '-q', '--allow-empty', '-m', words);
    return git('rev-parse', 'HEAD');
  };
  let [first, second, third, aside] = ['', '', '', ''];
  before(() => {
    git('init', '-q', '--bare', `${folder}/origin.git`);
    git('init', '-q', '-b', 'main', `${folder}/clone`);
    process.chdir(`${folder}/clone`);
    git('remote', 'add', 'origin', `${folder}/origin.git`);
    first = commit('first');
    second = commit('second');
    git('push', '-q', '-u', 'origin', 'main');
    third = commit('third');
    git('checkout', '-q', '-b', 'aside', first);
    aside = commit('aside');
    git('checkout', '-q', 'main');
  });
  after(() => {
    process.chdir(home);
  });

  it('tells its remotes, what is known to be pushed, and how much is not', async () => {
    assert.deepEqual(await readClone(), {
      remotes: [`${folder}/origin.git`],
      pushed: { commit: second, branch: 'main', isDefault: true },
      ahead: 1,
    });
  });

  it('tells how one commit follows another', async () => {
    const relations = await Promise.all(
      [second, third, first, aside, '0'.repeat(40)].map((to) => relate({ ask: 'ancestry', of: second, to })),
    );
    assert.deepEqual(
      relations.map(({ relation }) => relation),
      ['same', 'descendant', 'ancestor', 'diverged', 'unknown'],
    );
  });

  it('is none where there is none', async () => {
    process.chdir(folder);
    assert.equal(await readClone(), undefined);
    const to = '0'.repeat(40);
    assert.deepEqual(await relate({ ask: 'ancestry', of: to, to }), { relation: 'same' });
    process.chdir(`${folder}/clone`);
  });
});
