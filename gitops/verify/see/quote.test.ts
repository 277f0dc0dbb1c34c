import assert from 'node:assert/strict';
import { quote } from './quote.ts';

describe('quote', () => {
  it('leaves a line of words as it is', () => {
    assert.equal(quote('no healthy upstream, 없음'), '“no healthy upstream, 없음”');
  });

  it('joins several lines into one', () => {
    assert.equal(quote('\r\none\n\n  two\u2028three\n'), '“one two three”');
  });

  it('removes what controls a terminal or changes the reading direction', () => {
    assert.equal(quote('a\u001b[31mred\u0007\u202eb'), '“a [31mred b”');
  });

  it('cuts at the limit, visibly and between characters', () => {
    assert.equal(quote('😀'.repeat(4), 3), '“😀😀😀…”');
    assert.equal(quote('😀'.repeat(3), 3), '“😀😀😀”');
  });
});
