import assert from 'node:assert/strict';
import { mainId, markNumber, markText, piecesOf } from './markers.ts';

const joined = (text: string, id = 7) => piecesOf(markText(text, id), () => text);

describe('markText', () => {
  it('keeps what divides a value, so that it is divided as before', () => {
    assert.equal(markText('web.shop/a:1', 3), 'mk3s0k.mk3s1k/mk3s2k:mk3s3k');
    assert.equal(markText('$(HOST).example', 3), '$(HOST).mk3s0k');
  });

  it('makes one marker of a text that is long, or has spaces', () => {
    assert.deepEqual([markText('x.'.repeat(150), 3), markText('a b', 3)], ['mk3wk', 'mk3wk']);
  });

  for (const text of ['web', 'a.b-c/d:e', '', ' ', 'two words', '--', '$(NAME)', 'x'.repeat(300), 'mk', '가'])
    it(`can be read back: “${text.slice(0, 20)}”`, () => {
      assert.equal(
        joined(text)
          .map((piece) => piece.text)
          .join(''),
        text,
      );
      assert.equal(mainId(joined(text)), 7);
    });
});

describe('piecesOf', () => {
  const texts = ['web', 'a-long-name'];
  const textOf = (id: number) => texts[id] ?? '';

  it('tells of what several values a value is made', () => {
    const value = `${markText('web', 0)}.svc/${markText('a-long-name', 1)}`;
    const pieces = piecesOf(value, textOf);
    assert.equal(pieces.map(({ text }) => text).join(''), 'web.svc/a-long-name');
    assert.equal(mainId(pieces), 1);
    assert.equal(mainId(pieces, 'web'), 0);
    assert.equal(mainId(pieces, '.svc'), undefined);
  });

  it('knows a number by its height, and leaves others alone', () => {
    assert.deepEqual(piecesOf(markNumber(1), textOf), [{ id: 1, text: 'a-long-name' }]);
    assert.deepEqual(piecesOf(8080, textOf), [{ id: undefined, text: '8080' }]);
    assert.equal(mainId(piecesOf(true, textOf)), undefined);
  });
});
