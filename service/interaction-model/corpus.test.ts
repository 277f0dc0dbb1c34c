import assert from 'node:assert/strict';
import { StartError } from '#program/start-error.ts';
import { figuresOf, judge, parseCorpus, type Verdict } from './corpus.ts';
import { ownModel } from './own-model.ts';

const { ears } = ownModel();
const verdictOf = (line: string): Verdict => {
  const [sample] = parseCorpus(line, 'a.tsv');
  assert.ok(sample);
  return judge(ears, sample);
};

describe('parseCorpus', () => {
  it('reads an utterance, where it is said, and what is accepted', () => {
    const source = '# of a day\r\n\r\n쿼리가 느려\tsession\tTipByTopic=성능 Clova.GuideIntent\r\n날씨\toutside\tnone\n';
    assert.deepEqual(parseCorpus(source, 'a.tsv'), [
      {
        line: 3,
        utterance: '쿼리가 느려',
        isSessionOpen: true,
        accepted: [{ intent: 'TipByTopic', topic: '성능' }, { intent: 'Clova.GuideIntent' }],
      },
      { line: 4, utterance: '날씨', isSessionOpen: false, accepted: [] },
    ]);
  });

  it('names every line that is none', () => {
    const source = [
      '팁',
      '팁\tsession',
      '팁\tinside\tnone',
      '\tsession\tnone',
      '팁\tsession\t \tnone',
      '팁\tsession\tnone',
    ];
    assert.throws(
      () => parseCorpus(source.join('\n'), 'a.tsv'),
      (error) =>
        error instanceof StartError && error.problems.length === 5 && error.message.startsWith('a.tsv:1: expected'),
    );
  });
});

describe('judge', () => {
  for (const { line, heard, verdict } of [
    { line: '캐싱 팁\tsession\tTipByTopic=캐시', heard: 'TipByTopic=캐시', verdict: 'right' },
    { line: '캐싱 팁\tsession\tTipByTopic', heard: 'TipByTopic=캐시', verdict: 'right' },
    { line: '캐싱 팁\tsession\tTipByTopic=로그', heard: 'TipByTopic=캐시', verdict: 'wrong' },
    { line: '캐싱 팁\tsession\tnone', heard: 'TipByTopic=캐시', verdict: 'wrong' },
    { line: '다음\tsession\tQuitRequested Clova.NextIntent', heard: 'Clova.NextIntent', verdict: 'right' },
    { line: '종료\tsession\tSessionEndedRequest', heard: 'SessionEndedRequest', verdict: 'right' },
    { line: '미스터 디버거 열어줘\toutside\tLaunchRequest', heard: 'LaunchRequest', verdict: 'right' },
    { line: '날씨 어때\tsession\tnone', heard: 'a guess', verdict: 'right' },
    { line: '날씨 어때\tsession\tClova.GuideIntent', heard: 'a guess', verdict: 'not understood' },
    { line: '팁 줘\toutside\tnone', heard: 'not routed', verdict: 'right' },
    { line: '팁 줘\toutside\tAnotherTipRequested', heard: 'not routed', verdict: 'not understood' },
  ]) {
    it(`finds ${line.replaceAll('\t', ' · ')} ${verdict}`, () => {
      const { heard: was, verdict: is } = verdictOf(line);
      assert.deepEqual({ heard: was, verdict: is }, { heard, verdict });
    });
  }
});

describe('figuresOf', () => {
  const [right, wrong, missed, foreign, taken] = [
    '다음\tsession\tClova.NextIntent',
    '다음\tsession\tQuitRequested',
    '날씨 어때\tsession\tQuitRequested',
    '날씨 어때\tsession\tnone',
    '다음\tsession\tnone',
  ].map(verdictOf);
  assert.ok(right && wrong && missed && foreign && taken);
  const times = (count: number, verdict: Verdict) => Array.from({ length: count }, () => verdict);

  it('counts shares of what is for the skill, and the rest apart', () => {
    assert.equal(
      figuresOf([right, right, wrong, missed, foreign, taken]).text.en,
      'heard rightly 2 of 4 (50.0 %) · wrong intent 1 (25.0 %) · not understood 1 · foreign heard as ours 1 of 2 · below the goals',
    );
  });

  for (const { name, verdicts, reached } of [
    {
      name: '60 % rightly and 2 % wrong',
      verdicts: [...times(30, right), wrong, ...times(19, missed), foreign],
      reached: true,
    },
    { name: 'less than 60 % rightly', verdicts: [...times(59, right), ...times(41, missed)], reached: false },
    { name: 'more than 2 % wrong', verdicts: [...times(97, right), ...times(3, wrong)], reached: false },
    { name: 'one foreign utterance as its own', verdicts: [...times(100, right), taken], reached: false },
  ]) {
    it(`${reached ? 'reaches' : 'misses'} the goals with ${name}`, () => {
      assert.equal(figuresOf(verdicts).reached, reached);
    });
  }
});
