import assert from 'node:assert/strict';
import { quote } from './quote.ts';

describe('quote', () => {
  it('leaves a line of words as it is', () => {
    assert.equal(quote('no healthy upstream, 없음'), '“no healthy upstream, 없음”');
  });

  it('puts several lines on one', () => {
    assert.equal(quote('\r\none\n\n  two\u2028three\n'), '“one two three”');
  });

  it('takes out what steers a terminal or turns the reading direction', () => {
    assert.equal(quote('a\u001b[31mred\u0007\u202eb'), '“a [31mred b”');
  });

  it('cuts after so many characters and shows it, without breaking one', () => {
    assert.equal(quote('😀'.repeat(4), 3), '“😀😀😀…”');
    assert.equal(quote('😀'.repeat(3), 3), '“😀😀😀”');
  });
});
