import assert from 'node:assert/strict';
import { ignoreComments } from './ignore-comments.ts';

/** The codes of a text with the lines that they speak of and where they are written. */
function told(text: string): readonly string[] {
  return ignoreComments('a.yaml', text).ignored.map(
    ({ code, line = 0, writtenAt }) => `${code} ${line} ${writtenAt?.line ?? 0}:${writtenAt?.column ?? 0}`,
  );
}

describe('ignoreComments', () => {
  for (const { where, text, expected } of [
    { where: 'beside the line', text: 'a: 1\nb: 2 # umi-verify: ignore C16 test shop', expected: ['C16 2 2:6'] },
    { where: 'above the line', text: 'a:\n  # umi-verify: ignore C16 test shop\n  b: 2\n', expected: ['C16 3 2:3'] },
    {
      where: 'above the line, with another comment between',
      text: '# umi-verify: ignore C16 test shop\n# umi-verify: ignore H1: no redirect yet\n# About b.\nb: 2\n',
      expected: ['C16 4 1:1', 'H1 4 2:1'],
    },
    {
      where: 'in a patch within a kustomization, with the line ends of Windows',
      text: 'patches:\r\n  - patch: |\r\n      a: 1 #umi-verify:ignore C16 test shop\r\n',
      expected: ['C16 3 3:12'],
    },
  ])
    it(`takes a comment ${where}`, () => {
      assert.deepEqual(told(text), expected);
      assert.deepEqual(ignoreComments('a.yaml', text).problems, []);
    });

  it('speaks of every object, and only of its file', () => {
    const [ignored] = ignoreComments('a.yaml', 'a: 1 # umi-verify: ignore C16 test shop').ignored;
    assert.deepEqual([ignored?.object, ignored?.file], ['*', 'a.yaml']);
  });

  for (const words of ['ignore C16', 'ignore C16  ', 'ignore the staging CA', 'ignroe C16 test shop', ''])
    it(`tells where “umi-verify: ${words}” stands, which leaves nothing out`, () => {
      const { ignored, problems } = ignoreComments('a.yaml', `a: 1\nb: 2 # umi-verify: ${words}`);
      assert.deepEqual(ignored, []);
      assert.deepEqual(
        problems.map(({ en }) => en),
        ['a.yaml:2:6: it leaves nothing out: expected a code and a reason, as # umi-verify: ignore C16 the reason'],
      );
    });

  it('leaves alone what is no comment', () => {
    assert.deepEqual(ignoreComments('a.yaml', 'url: https://a.test/#umi-verify:x\numi-verify: ignore C16 a\n'), {
      ...{ ignored: [], problems: [] },
    });
  });
});
