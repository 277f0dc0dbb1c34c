import assert from 'node:assert/strict';
import { MAX_SENTENCE, MAX_SPEECH, sentences, speechLength, speechProblems } from './speech.ts';

describe('speech', () => {
  it('splits where a sentence ends, and not inside numbers or addresses', () => {
    assert.deepEqual(sentences('포트는 8.8인가요? 네! 끝.\n다음 줄'), ['포트는 8.8인가요?', '네!', '끝.', '다음 줄']);
  });

  it('counts composed syllables, so that decomposed text is not longer', () => {
    assert.equal(speechLength('한글'.normalize('NFD')), 2);
  });

  it('counts the larger of units and graphemes for what has more units than graphemes', () => {
    assert.equal(speechLength('👩‍👩‍👧'), 8);
  });

  for (const { name, text, expected } of [
    { name: 'a sentence at the limit', text: `${'가'.repeat(MAX_SENTENCE - 1)}.`, expected: [] },
    { name: 'a sentence over the limit', text: '가'.repeat(MAX_SENTENCE + 1), expected: [/sentence of 201/] },
    {
      name: 'a text over the limit of short sentences',
      text: `${'가'.repeat(99)}. `.repeat(10),
      expected: [new RegExp(`has 1010 characters; CLOVA speaks at most ${MAX_SPEECH}`)],
    },
    { name: 'nothing but spaces', text: '  ', expected: [/is empty/] },
    { name: 'half a surrogate pair', text: '안녕\ud800', expected: [/surrogate/] },
    { name: 'a bell', text: '안녕\u0007', expected: [/control character/] },
  ]) {
    it(`finds ${expected.length === 0 ? 'nothing wrong' : 'the problem'} in ${name}`, () => {
      const problems = speechProblems(text);
      assert.equal(problems.length, expected.length, problems.join('; '));
      expected.forEach((pattern, index) => {
        assert.match(problems[index] ?? '', pattern);
      });
    });
  }
});
