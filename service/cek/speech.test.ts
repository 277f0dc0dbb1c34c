import assert from 'node:assert/strict';
import { MAX_SENTENCE, MAX_SPEECH, sentences, speechLength, speechProblems } from './speech.ts';

describe('speech', () => {
  it('splits where a sentence ends, and not inside numbers or addresses', () => {
    assert.deepEqual(sentences(' 포트는 8.8인가요?  네! 끝.\n\n다음 줄\r줄'), [
      '포트는 8.8인가요?',
      '네!',
      '끝.',
      '다음 줄',
      '줄',
    ]);
  });

  it('counts composed syllables, so that decomposed text is not longer', () => {
    assert.equal(speechLength('한글'.normalize('NFD')), 2);
  });

  it('counts the larger of units and graphemes for what has more units than graphemes', () => {
    assert.equal(speechLength('👩‍👩‍👧'), 8);
  });

  for (const { name, text, expected } of [
    { name: 'a sentence at the limit', text: `${'가'.repeat(MAX_SENTENCE - 1)}.`, expected: [] },
    {
      name: 'a sentence over the limit',
      text: '가'.repeat(MAX_SENTENCE + 1),
      expected: [`has a sentence of 201 characters (“${'가'.repeat(20)}…”); at most 200`],
    },
    { name: 'a text at the limit, of short sentences', text: `${'가'.repeat(98)}. `.repeat(10), expected: [] },
    {
      name: 'a text over the limit, of short sentences',
      text: `${'가'.repeat(98)}. `.repeat(10) + '.',
      expected: [`has 1001 characters; CLOVA speaks at most ${MAX_SPEECH}`],
    },
    { name: 'nothing but spaces', text: '  ', expected: ['is empty'] },
    { name: 'half a surrogate pair', text: '안녕\ud800', expected: ['has half of a surrogate pair'] },
    { name: 'a bell', text: '안녕\u0007', expected: ['has a control character'] },
    { name: 'a line break', text: '안녕\n안녕', expected: [] },
  ]) {
    it(`finds ${expected.length === 0 ? 'nothing wrong' : 'the problem'} in ${name}`, () => {
      assert.deepEqual(speechProblems(text), expected);
    });
  }
});
