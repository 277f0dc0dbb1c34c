import assert from 'node:assert/strict';
import type { Build } from './build.ts';
import { promotionMessage } from './message.ts';

const build = (letters: string): Build => ({
  revision: letters.repeat(20),
  service: `sha256:${letters}`,
  verify: `sha256:${letters}`,
});
const message = (commits: readonly string[]) =>
  promotionMessage({ environment: 'staging', wanted: build('bb'), present: build('aa'), commits });

describe('promotionMessage', () => {
  it('has a Conventional Commit as its first line, and the full revision and digests below', () => {
    const [title, empty, ...body] = message([]).split('\n');
    assert.equal(title, 'chore(staging): run bbbbbbb');
    assert.equal(empty, '');
    assert.deepEqual(body, [
      `Before: aaaaaaa. Built from ${'bb'.repeat(20)}:`,
      '- service sha256:bb',
      '- verify sha256:bb',
      '',
    ]);
  });

  it('lists what the images bring, newest first, and no more than 20', () => {
    const commits = Array.from({ length: 25 }, (_, index) => `feat: ${index}`);
    const lines = message(commits)
      .split('\n')
      .filter((line) => /^- (feat|and)/.test(line));
    assert.deepEqual([lines[0], lines[19], lines[20], lines.length], ['- feat: 0', '- feat: 19', '- and 5 more', 21]);
  });
});
