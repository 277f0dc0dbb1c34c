import assert from 'node:assert/strict';
import { createEars, UNROUTABLE } from './hear.ts';
import type { InteractionModel } from './model.ts';
import { parseIntent, parseSlotType } from './tsv.ts';

const crlf = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join('');

const model: InteractionModel = {
  skill: {
    file: 'skill.yaml',
    extensionId: 'kr.example.app',
    name: '디버거',
    // One name begins with the other, and the shorter one comes first.
    invocationNames: ['디버거', '디버거 우미'],
    store: {
      description: '',
      shortDescription: '',
      examplePhrases: ['디버거 시작해줘', '디버거에게 팁 줘'],
      keywords: [],
    },
  },
  intents: [
    {
      name: 'Tip',
      file: 'Tip.tsv',
      ...parseIntent(crlf('[INTENT SLOT]', '[INTENT EXPRESSION]', '팁 줘', '됐어, 고마워', '캐시 팁 부탁해')),
    },
    {
      name: 'TipByTopic',
      file: 'TipByTopic.tsv',
      ...parseIntent(
        crlf(
          '[INTENT SLOT]',
          'topic\tTOPIC',
          'other\tTOPIC',
          '[INTENT EXPRESSION]',
          '<topic>캐시</topic> 팁',
          '<topic>캐시</topic> 말고 <other>로그</other> 팁',
          '이번엔 <topic>캐시</topic>',
          '<topic>캐시</topic> 팁 부탁해',
        ),
      ),
    },
  ],
  slotTypes: [
    {
      name: 'TOPIC',
      file: 'TOPIC.tsv',
      values: parseSlotType(crlf('캐시\t캐싱\tRedis', '로그\t로그 레벨', "인증서\tLet's Encrypt\tC.A.")),
    },
  ],
};
const ears = () => createEars(model);
/** The model with these utterances of TipByTopic alone, and these words for its slots. */
const modelWith = (utterances: readonly string[], words: readonly string[]): InteractionModel => {
  const slots = ['[INTENT SLOT]', 'topic\tTOPIC', 'other\tTOPIC', '[INTENT EXPRESSION]'];
  return {
    ...model,
    intents: [{ name: 'TipByTopic', file: '', ...parseIntent(crlf(...slots, ...utterances)) }],
    slotTypes: [{ name: 'TOPIC', file: '', values: parseSlotType(crlf(...words)) }],
  };
};
const intent = (name: string, slots: Record<string, string> = {}, opens = false) => ({
  kind: 'intent',
  intent: name,
  slots,
  opens,
  isGuess: false,
});
const guess = { kind: 'intent', intent: 'Clova.GuideIntent', slots: {}, opens: false, isGuess: true };

describe('hear', () => {
  for (const utterance of [
    '디버거 시작해줘',
    '디버거 열어줘',
    '디버거 동작해줘',
    '디버거 우미 시작해줘',
    '디버거, 시작해 줘!',
    '디 버 거시작해줘',
    '클로바 디버거 시작해줘',
    '헤이 클로바, 디버거 시작해줘',
    '샐리야 디버거 우미 열어줘',
    '디버거 시작해줘'.normalize('NFD'),
  ]) {
    for (const isOpen of [false, true]) {
      it(`takes “${utterance.normalize('NFC')}” for a launch, ${isOpen ? 'also while the skill is open' : 'closed'}`, () => {
        assert.deepEqual(ears().hear(utterance, isOpen), { kind: 'launch' });
      });
    }
  }

  for (const particle of ['에게', '에서', '한테', '로']) {
    for (const isOpen of [false, true]) {
      it(`takes “디버거${particle} 팁 줘” for a command that opens a session, ${isOpen ? 'also while the skill is open' : 'closed'}`, () => {
        assert.deepEqual(ears().hear(`디버거${particle} 팁 줘`, isOpen), intent('Tip', {}, true));
      });
    }
  }

  for (const { utterance, expected } of [
    { utterance: '팁 줘', expected: intent('Tip') },
    { utterance: '  팁줘?! ', expected: intent('Tip') },
    { utterance: '됐어 고마워', expected: intent('Tip') },
    { utterance: '클로바, 팁 줘', expected: intent('Tip') },
    { utterance: '캐시 팁', expected: intent('TipByTopic', { topic: '캐시' }) },
    { utterance: '캐싱 팁', expected: intent('TipByTopic', { topic: '캐시' }) },
    { utterance: 'redis 팁', expected: intent('TipByTopic', { topic: '캐시' }) },
    { utterance: 'REDIS팁', expected: intent('TipByTopic', { topic: '캐시' }) },
    { utterance: '로그레벨 팁', expected: intent('TipByTopic', { topic: '로그' }) },
    { utterance: '이번엔 로그 레벨', expected: intent('TipByTopic', { topic: '로그' }) },
    { utterance: '이번엔 lets encrypt', expected: intent('TipByTopic', { topic: '인증서' }) },
    { utterance: 'CA 팁', expected: intent('TipByTopic', { topic: '인증서' }) },
    { utterance: '캐싱 말고 로그 팁', expected: intent('TipByTopic', { topic: '캐시', other: '로그' }) },
    { utterance: '다음 거', expected: intent('Clova.NextIntent') },
    { utterance: '취소해줘', expected: intent('Clova.CancelIntent') },
    { utterance: '도와줘', expected: intent('Clova.GuideIntent') },
    {
      utterance: "Let's Encrypt 말고 Let's Encrypt 팁",
      expected: intent('TipByTopic', { topic: '인증서', other: '인증서' }),
    },
    { utterance: '디버거', expected: guess },
    { utterance: '디버거 로그', expected: guess },
    { utterance: '디버거 팁 줘', expected: guess },
    { utterance: '날씨 팁', expected: guess },
    { utterance: '팁', expected: guess },
    { utterance: '팁 줘 팁 줘', expected: guess },
    { utterance: '…', expected: guess },
    { utterance: '클로바', expected: guess },
    { utterance: '그만해', expected: guess },
    { utterance: '.*', expected: guess },
    { utterance: '종료해줘', expected: { kind: 'end' } },
    { utterance: '종료', expected: { kind: 'end' } },
    { utterance: '그만!', expected: { kind: 'end' } },
    { utterance: '클로바 종료', expected: { kind: 'end' } },
  ]) {
    it(`takes “${utterance}” in an open session for ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(ears().hear(utterance, true), expected);
    });
  }

  it('guesses at a command by name that fits no utterance, and opens a session for it', () => {
    assert.deepEqual(ears().hear('디버거에게 날씨 알려줘', false), { ...guess, opens: true });
  });

  it('prefers the intent that comes first in the model where two fit', () => {
    assert.deepEqual(ears().hear('캐시 팁 부탁해', true), intent('Tip'));
  });

  const closed = 'skill not open';
  const afterName = 'no command behind the name';
  const examples = model.skill.store.examplePhrases;
  for (const { utterance, reason, sayInstead } of [
    { utterance: '팁 줘', reason: closed, sayInstead: ['디버거 시작해줘', '디버거에게 팁 줘'] },
    { utterance: ' 캐싱 팁 ', reason: closed, sayInstead: ['디버거 시작해줘', '디버거에게 캐싱 팁'] },
    { utterance: '다음', reason: closed, sayInstead: examples },
    { utterance: '도움말', reason: closed, sayInstead: ['디버거 시작해줘', '디버거에게 도움말'] },
    { utterance: '오늘 날씨 어때', reason: closed, sayInstead: examples },
    { utterance: '종료', reason: closed, sayInstead: examples },
    { utterance: '시작해줘', reason: closed, sayInstead: examples },
    { utterance: '디버거', reason: afterName, sayInstead: examples },
    { utterance: '디버거, 팁 줘', reason: afterName, sayInstead: examples },
    { utterance: '디버거에게', reason: afterName, sayInstead: examples },
    { utterance: '디버거 시작해줘 팁 줘', reason: afterName, sayInstead: examples },
  ]) {
    it(`does not route “${utterance}” while the skill is closed, and suggests what would work`, () => {
      assert.deepEqual(ears().hear(utterance, false), { kind: 'unroutable', reason, sayInstead });
    });
  }

  it('tells what CLOVA expects after the name', () => {
    assert.equal(
      UNROUTABLE[afterName].en,
      'after the name CLOVA expects 시작해줘, 열어줘, 동작해줘, or 에게, 에서, 한테, 로 and a command',
    );
  });

  it('suggests only what it would route itself', () => {
    for (const utterance of ['팁 줘', '캐싱 팁', '날씨']) {
      const heard = ears().hear(utterance, false);
      assert.ok(heard.kind === 'unroutable');
      for (const instead of heard.sayInstead) assert.notEqual(ears().hear(instead, false).kind, 'unroutable');
    }
  });
});

describe('hear, with calls', () => {
  const names = { invocationNames: ['미스터 디버거'], calls: ['우미', '우미야', '디버거', '미스터 디버거'] };
  const called = () => createEars({ ...model, skill: { ...model.skill, ...names } });

  for (const utterance of [
    '우미야 팁 줘',
    '우미 팁 줘',
    '디버거, 팁 줘',
    '미스터 디버거 팁 줘',
    '클로바, 우미야! 팁줘',
  ]) {
    it(`drops the call in “${utterance}” in an open session`, () => {
      assert.deepEqual(called().hear(utterance, true), intent('Tip'));
    });
  }

  it('hears the end of a session behind a call, and no command in a call alone', () => {
    assert.deepEqual(called().hear('우미야 그만', true), { kind: 'end' });
    assert.deepEqual(called().hear('우미야', true), guess);
  });

  for (const [utterance, works] of [
    ['디버거, 팁 줘', '팁 줘'],
    ['우미야 캐싱 팁', '캐싱 팁'],
    ['우미야캐싱 팁', '캐싱 팁'],
    ['클로바, 우미야, 팁 줘', '팁 줘'],
    ['미스터 디버거, 팁 줘', '팁 줘'],
    ['미스터 디버거 캐싱 팁 부탁해요', '캐싱 팁 부탁해'],
    ['로그 레벨 팁 부탁해줘', '로그 레벨 팁 부탁해'],
  ] as const) {
    it(`does not route “${utterance}” outside of a session, and suggests the same by name`, () => {
      const heard = called().hear(utterance, false);
      assert.ok(heard.kind === 'unroutable');
      assert.deepEqual(heard.sayInstead, ['미스터 디버거 시작해줘', `미스터 디버거에게 ${works}`]);
    });
  }

  for (const utterance of ['우미야 오늘 날씨 어때', '디버거', '노래 틀어줘']) {
    it(`suggests its examples for “${utterance}”, which is like no command`, () => {
      const heard = called().hear(utterance, false);
      assert.ok(heard.kind === 'unroutable');
      assert.deepEqual(heard.sayInstead, model.skill.store.examplePhrases);
    });
  }
});

describe('hear, of fillers and politeness', () => {
  for (const utterance of ['음 팁 줘', '어, 저기 팁 줘', '그럼 팁 줘', '음… 팁 줘', '팁 줘요', '아 그 팁 줘요']) {
    it(`hears the command in “${utterance}”`, () => {
      assert.deepEqual(ears().hear(utterance, true), intent('Tip'));
    });
  }

  it('drops a filler in front of a name, an end and a command behind the name', () => {
    assert.deepEqual(ears().hear('저기 디버거 시작해줘', false), { kind: 'launch' });
    assert.deepEqual(ears().hear('저기 디버거에게 팁 줘', false), intent('Tip', {}, true));
    assert.deepEqual(ears().hear('그럼 종료', true), { kind: 'end' });
    assert.deepEqual(ears().hear('디버거에게 음 팁 줘', false), intent('Tip', {}, true));
  });

  it('prefers what is said exactly, so that a filler may be a command or begin one', () => {
    const said = parseIntent(crlf('[INTENT SLOT]', '[INTENT EXPRESSION]', '어', '아 팁 줘'));
    const [tip, ...others] = model.intents;
    assert.ok(tip);
    const more = createEars({ ...model, intents: [tip, ...others, { name: 'Yes', file: 'Yes.tsv', ...said }] });
    assert.deepEqual(more.hear('어', true), intent('Yes'));
    assert.deepEqual(more.hear('아 팁 줘', true), intent('Yes'));
  });

  it('drops 요 alone from an end, and only behind a command of two syllables or more', () => {
    for (const utterance of ['팁 줘라', '네요', '요']) assert.deepEqual(ears().hear(utterance, true), guess);
  });

  it('takes only whole words for fillers, and not any number of them', () => {
    for (const utterance of ['음팁 줘', '그팁 줘', '음 날씨', '음', `${'음 '.repeat(20)}팁 줘`])
      assert.deepEqual(ears().hear(utterance, true), guess);
  });
});

describe('hear, of what is like a command', () => {
  const LONG = '오늘은 정말로 도움이 되는 디버깅 팁 하나만 들려줘';
  for (const { name, utterances, words = [], utterance, works } of [
    {
      name: 'the first of two that are as like it',
      utterances: ['이번엔 팁 가줘', '이번엔 팁 나줘'],
      utterance: '이번엔 팁 다줘',
      works: '이번엔 팁 가줘',
    },
    {
      name: 'one that is longer than all others',
      utterances: [LONG],
      utterance: LONG.replace('들려줘', '들려죠'),
      works: LONG,
    },
    {
      name: 'the longest word that was said, wherever it is listed',
      utterances: ['<topic>로그</topic> 팁 부탁해'],
      words: ['로그 레벨', '로그'],
      utterance: '로그 레벨 팁 부탁해요',
      works: '로그 레벨 팁 부탁해',
    },
    {
      name: 'a word as it is written first',
      utterances: ['<topic>캐싱</topic> 팁 부탁해'],
      words: ['캐싱\t캐 싱'],
      utterance: '캐싱 팁 부탁해요',
      works: '캐싱 팁 부탁해',
    },
    {
      name: 'a word whose particle fits it',
      utterances: ['<topic>캐시</topic>가 자꾸 느려'],
      words: ['캐시', '깃'],
      utterance: '캐시 자꾸 느려요',
      works: '캐시가 자꾸 느려',
    },
    {
      name: 'no word whose particle does not fit it',
      utterances: ['<topic>캐시</topic>가 자꾸 느려'],
      words: ['캐시', '깃'],
      utterance: '깃 자꾸 느려요',
      works: undefined,
    },
    {
      name: 'no utterance without a word for its slot',
      utterances: ['<topic>캐시</topic>가 자꾸 느려'],
      words: ['캐시'],
      utterance: '가 자꾸 느려요',
      works: undefined,
    },
    {
      name: 'no utterance that is only part of it, however often',
      utterances: ['가나'],
      utterance: '가나가나가나',
      works: undefined,
    },
    {
      name: 'one behind a syllable that nobody expected',
      utterances: ['가나다라'],
      utterance: '마가나다라',
      works: '가나다라',
    },
  ]) {
    it(`suggests ${name}`, () => {
      const heard = createEars(modelWith(utterances, words)).hear(utterance, false);
      assert.ok(heard.kind === 'unroutable');
      const expected =
        works === undefined ? model.skill.store.examplePhrases : ['디버거 시작해줘', `디버거에게 ${works}`];
      assert.deepEqual(heard.sayInstead, expected);
    });
  }
});

describe('hear, of what is typed', () => {
  for (const utterance of ['팁\u3000줘！', '팁 줘 🙏🏽', '팁 줘 ㅠㅠ', '팁~ 줘^^', '팁 줘 ❤️'])
    it(`hears “${utterance}” as a recogniser of speech would send it`, () => {
      assert.deepEqual(ears().hear(utterance, true), intent('Tip'));
    });

  it('hears letters of full width', () => {
    assert.deepEqual(ears().hear('Ｒｅｄｉｓ 팁', true), intent('TipByTopic', { topic: '캐시' }));
  });

  it('guesses at what is only symbols, and at what is longer than any utterance', () => {
    for (const utterance of ['🙏', 'ㅋㅋㅋ', '캐시'.repeat(20_000)])
      assert.deepEqual(ears().hear(utterance, true), guess);
  });
});

describe('intentsFor', () => {
  it('gives every intent that fits, in the order of the model, and built-in ones last', () => {
    assert.deepEqual(ears().intentsFor('캐시 팁 부탁해'), [
      { intent: 'Tip', slots: {} },
      { intent: 'TipByTopic', slots: { topic: '캐시' } },
    ]);
    assert.deepEqual(ears().intentsFor('날씨'), []);
  });

  it('takes the longest word for a slot', () => {
    assert.deepEqual(ears().intentsFor('이번엔 로그 레벨'), [{ intent: 'TipByTopic', slots: { topic: '로그' } }]);
    const [, byTopic] = model.intents;
    assert.ok(byTopic);
    const words = parseSlotType(crlf('메모리', '누수\t메모리 누수', '깃'));
    const utterances = parseIntent(
      crlf('[INTENT SLOT]', 'a\tTOPIC', 'b\tTOPIC', '[INTENT EXPRESSION]', '<a>깃</a> <b>깃</b>', '<a>깃</a>'),
    );
    const both = createEars({
      ...model,
      intents: [{ ...byTopic, ...utterances }],
      slotTypes: [{ name: 'TOPIC', file: '', values: words }],
    });
    assert.deepEqual(
      both.intentsFor('메모리 누수 누수').map(({ slots }) => slots),
      [{ a: '누수', b: '누수' }],
    );
    assert.deepEqual(
      both.intentsFor('메모리 누수').map(({ slots }) => slots),
      [{ a: '메모리', b: '누수' }, { a: '누수' }],
    );
  });

  it('fits what is likely said for an intent of the platform, behind the intents of the model', () => {
    const builtIn = (name: string, ...utterances: readonly string[]) => ({
      name,
      file: '',
      ...parseIntent(crlf('[INTENT SLOT]', '[INTENT EXPRESSION]', ...utterances)),
    });
    const more = createEars({ ...model, builtIns: [builtIn('Clova.ResumeIntent', '뭐라고', '팁 줘')] });
    assert.deepEqual(more.intentsFor('뭐라고?'), [{ intent: 'Clova.ResumeIntent', slots: {} }]);
    assert.deepEqual(
      more.intentsFor('팁 줘').map(({ intent }) => intent),
      ['Tip', 'Clova.ResumeIntent'],
    );
  });

  it('takes the longest word for the first slot where a command can be read in two ways', () => {
    const twoTopics = modelWith(['<topic>가</topic> <other>나</other>'], ['가', '나다', '가나', '다']);
    assert.deepEqual(
      createEars(twoTopics)
        .intentsFor('가나다')
        .map(({ slots }) => slots),
      [{ topic: '가나', other: '다' }],
    );
  });

  it('fits a word in each of its types', () => {
    const [, byTopic] = model.intents;
    assert.ok(byTopic);
    const slotTypes = ['OTHER', 'TOPIC'].map((name) => ({ name, file: '', values: parseSlotType(crlf('캐시')) }));
    assert.equal(createEars({ ...model, intents: [byTopic], slotTypes }).intentsFor('캐시 팁').length, 1);
  });

  it('fits the longest utterance of all', () => {
    const long = '오늘은 정말로 도움이 되는 디버깅 팁 하나만 들려줘';
    assert.equal(createEars(modelWith([long], [])).intentsFor(long).length, 1);
  });

  it('never fits an utterance whose slot has no words', () => {
    const [tip] = model.intents;
    assert.ok(tip);
    const broken = parseIntent(
      crlf('[INTENT SLOT]', 'when\tNO_SUCH_TYPE', '[INTENT EXPRESSION]', '<when>지금</when> 팁'),
    );
    const brokenEars = createEars({ ...model, intents: [{ ...tip, ...broken }] });
    assert.deepEqual(brokenEars.intentsFor('팁'), []);
  });
});
