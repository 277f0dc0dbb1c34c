import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { PLAIN, styleOf, wrap } from './style.ts';

describe('styleOf', () => {
  it('is 80 columns wide and has no colours where there is no terminal', () => {
    const style = styleOf(new PassThrough());
    assert.deepEqual({ width: style.width, text: style.paint('red', 'a') }, { width: 80, text: 'a' });
  });

  for (const { columns, width } of [
    { columns: 100, width: 100 },
    { columns: 10, width: 40 },
    { columns: 400, width: 120 },
  ])
    it(`is ${width} wide on a terminal of ${columns}`, () => {
      const stream = Object.assign(new PassThrough(), { columns });
      assert.equal(styleOf(stream).width, width);
    });
});

describe('wrap', () => {
  const narrow = { ...PLAIN, width: 12 };
  it('breaks between words, the later lines indented', () => {
    assert.equal(wrap('one two three', narrow, '- ', 2), '- one two\n  three\n');
  });
  it('counts a Korean character as two columns', () => {
    assert.equal(wrap('인증서가 없음', narrow, '- ', 2), '- 인증서가\n  없음\n');
  });
  it('keeps a word whole that is too long', () => {
    assert.equal(wrap('a https://long.example.test b', narrow, '', 0), 'a\nhttps://long.example.test\nb\n');
  });
});
