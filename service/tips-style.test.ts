import assert from 'node:assert/strict';
import { sentences, speechLength } from './cek/speech.ts';
import { TIPS_FILE } from './config.ts';
import { readTipsFile } from './tips-file.ts';

const { tips } = await readTipsFile(TIPS_FILE);

/** What a listener keeps in mind: about fifteen seconds of speech. */
const MOST = { characters: 100, ofSentence: 70, sentences: 3 };

/** Spellings that slip in, and the one we write. */
const MISSPELT = {
  화이팅: '파이팅',
  몇일: '며칠',
  되요: '돼요',
  안되: '안 되',
  안돼: '안 돼',
  않되: '안 되',
  않돼: '안 돼',
  해보세요: '해 보세요',
  웬지: '왠지',
  왠만: '웬만',
  왠일: '웬일',
  거에요: '거예요',
  아니예요: '아니에요',
  께요: '게요',
  어떻해: '어떡해',
  금새: '금세',
  오랫만: '오랜만',
  역활: '역할',
  희안: '희한',
  일부로: '일부러',
  일일히: '일일이',
  깨끗히: '깨끗이',
  바껴: '바뀌어',
  뵈요: '봬요',
  메세지: '메시지',
  컨텐츠: '콘텐츠',
  디렉토리: '디렉터리',
  데이타: '데이터',
  트랜젝션: '트랜잭션',
  쓰레드: '스레드',
  캐쉬: '캐시',
  쉘: '셸',
} as const;

/** What engineers read aloud in more than one way, and the one we write: letters by their names, numbers as numbers. */
const READ_OTHERWISE = {
  시아이: '씨아이',
  시피유: '씨피유',
  시디엔: '씨디엔',
  시에스브이: '씨에스브이',
  티시피: '티씨피',
  유티시: '유티씨',
  아르: '알',
  에취: '에이치',
  디앤에스: '디엔에스',
  브이피앤: '브이피엔',
  시퀄: '에스큐엘',
  '유티에프 팔': '유티에프 에잇',
  아이피브이육: '아이피브이식스',
  '베이스 식스티포': '베이스 육십사',
  포오포: '사백사',
  오공삼: '오백삼',
  프라미스: '프로미스',
  스냅숏: '스냅샷',
  스크린숏: '스크린샷',
  윈도에: '윈도우에',
} as const;

const endsInConsonant = (syllable: string) => (syllable.charCodeAt(0) - 0xac00) % 28 > 0;
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)];

interface Rule {
  readonly rule: string;
  readonly breaks: (text: string) => boolean;
  readonly broken: string;
  readonly kept: string;
}

const RULES: readonly Rule[] = [
  {
    rule: `at most ${MOST.characters} characters`,
    breaks: (text) => speechLength(text) > MOST.characters,
    broken: '가'.repeat(MOST.characters + 1),
    kept: '가'.repeat(MOST.characters),
  },
  {
    rule: `at most ${MOST.sentences} sentences`,
    breaks: (text) => sentences(text).length > MOST.sentences,
    broken: '네. 네! 네? 네.',
    kept: '네. 네! 네?',
  },
  {
    rule: `at most ${MOST.ofSentence} characters a sentence`,
    breaks: (text) => sentences(text).some((sentence) => speechLength(sentence) > MOST.ofSentence),
    broken: `네. ${'가'.repeat(MOST.ofSentence)}.`,
    kept: `네. ${'가'.repeat(MOST.ofSentence - 1)}.`,
  },
  {
    rule: '해요체, to the end of every sentence',
    breaks: (text) => sentences(text).some((sentence) => !/[요죠][.?!]$/.test(sentence)),
    broken: '로그를 볼까? 로그를 보죠.',
    kept: '로그를 볼까요? 로그를 보죠.',
  },
  {
    rule: 'Hangul, spaces and , . ? ! alone: abbreviations and numbers as they are read aloud',
    breaks: (text) => /[^가-힣 ,.?!]/.test(text),
    broken: 'API를 보세요.',
    kept: '에이피아이를 보세요.',
  },
  {
    rule: '이에요 after a consonant, 예요 and 를 after a vowel',
    breaks: (text) =>
      matches(text, /([가-힣])(이에요|예요|를)/g).some(
        ([, syllable = '', ending]) => endsInConsonant(syllable) !== (ending === '이에요'),
      ),
    broken: '캐시이에요.',
    kept: '캐시를 지우는 게 답이에요. 이건 캐시예요.',
  },
  ...Object.entries({ ...MISSPELT, ...READ_OTHERWISE }).map(([wrong, right]) => ({
    rule: `“${right}”, not “${wrong}”`,
    breaks: (text: string) => text.includes(wrong),
    broken: `${wrong}.`,
    kept: `${right}.`,
  })),
];

describe('every tip is written to be heard', () => {
  for (const { rule, breaks, broken, kept } of RULES) {
    it(`follows the rule: ${rule}`, () => {
      assert.ok(breaks(broken), broken);
      assert.ok(!breaks(kept), kept);
      assert.deepEqual(
        tips.filter(({ text }) => breaks(text)).map(({ id }) => id),
        [],
      );
    });
  }

  it('is no other tip with a few words changed', () => {
    const similar = (a: string, b: string) => likeness(pairsOf(a), pairsOf(b)) > 0.35;
    assert.ok(similar('오타가 없는지 소리 내어 읽어 보세요.', '오타가 있는지 소리를 내어 읽어 볼까요?'));
    assert.ok(!similar('오타가 없는지 소리 내어 읽어 보세요.', '캐시가 옛날 값을 주는지 한번 확인해 보세요.'));
    const alike = tips.flatMap((tip, index) =>
      tips
        .slice(0, index)
        .filter(({ text }) => similar(text, tip.text))
        .map(({ id }) => `${id} and ${tip.id}`),
    );
    assert.deepEqual(alike, []);
  });
});

describe('the tips together do not sound alike', () => {
  for (const { form, most, has, example, other } of [
    {
      form: 'contain 보세요',
      most: 1 / 3,
      has: (text: string) => text.includes('보세요'),
      example: '로그를 보세요.',
      other: '로그를 볼까요?',
    },
    {
      form: 'open with a clause in -면',
      most: 1 / 4,
      // 화면, 장면 and 반면 are words of their own.
      has: (text: string) => /^[^,.?!]*(?<![화장반])면[ ,]/.test(text),
      example: '앱이 느리면 로그를 보세요.',
      other: '이상한 화면 하나를 봤어요. 느리면 로그를 보세요.',
    },
    {
      form: 'open with a question',
      most: 1 / 4,
      has: (text: string) => sentences(text)[0]?.endsWith('?') === true,
      example: '느린가요? 로그를 보세요.',
      other: '느리죠. 왜일까요?',
    },
  ]) {
    it(`${form}: at most ${Math.round(most * 100)} %`, () => {
      assert.ok(has(example) && !has(other));
      const share = tips.filter(({ text }) => has(text)).length / tips.length;
      assert.ok(share <= most, `${(share * 100).toFixed(1)} %`);
    });
  }
});

/** The pairs of neighbouring syllables in a text. */
function pairsOf(text: string): ReadonlySet<string> {
  const syllables = text.replaceAll(/[^가-힣]/g, '');
  return new Set(Array.from(syllables.slice(1), (syllable, index) => `${syllables[index] ?? ''}${syllable}`));
}

/** Dice's coefficient: 0 where two sets share nothing, 1 where they are the same. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size);
}
