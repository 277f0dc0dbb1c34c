import assert from 'node:assert/strict';
import { BUILT_IN_INTENTS } from '../cek/built-in-intents.ts';
import { TIPS_FILE } from '../config.ts';
import { intents } from '../intents/index.ts';
import { readTipsFile } from '../tips-file.ts';
import { lintModel, type Surroundings } from './lint.ts';
import type { InteractionModel, Skill } from './model.ts';
import { ownModel } from './own-model.ts';
import { parseIntent, parseSlotType } from './tsv.ts';

const crlf = (lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join('');
const numbered = (count: number, text: string) => Array.from({ length: count }, (_, n) => text.replace('N', `${n}`));

const PLAIN = numbered(10, '팁 N번');
const TOPICAL = numbered(30, '<topic>캐시</topic> N번 말해');
const SURROUNDINGS = { handled: ['ByTopic', 'Tip'], topics: ['캐시', '로그'] };

interface Parts {
  readonly skill?: Partial<Skill>;
  readonly store?: Partial<Skill['store']>;
  /** Utterances of the intent Tip, which has no slots; the first is in line 4. */
  readonly tip?: readonly string[];
  /** Utterances of the intent ByTopic. */
  readonly byTopic?: readonly string[];
  readonly slots?: readonly string[];
  readonly words?: readonly string[];
  /** Name → utterances of one more intent. */
  readonly more?: readonly [string, readonly string[]];
  /** Name → lines of one more slot type. */
  readonly moreWords?: readonly [string, readonly string[]];
}

/** A small model without problems, except for the parts that are given. */
function modelOf({
  skill,
  store,
  tip = PLAIN,
  byTopic = TOPICAL,
  slots = ['topic\tDEBUG_TOPIC'],
  words = ['캐시\t캐싱', '로그'],
  more,
  moreWords,
}: Parts): InteractionModel {
  const intent = (name: string, utterances: readonly string[], slots: readonly string[] = []) => ({
    name,
    file: `intents/${name}.tsv`,
    ...parseIntent(crlf(['[INTENT SLOT]', ...slots, '', '[INTENT EXPRESSION]', ...utterances])),
  });
  const slotType = (name: string, lines: readonly string[]) => ({
    name,
    file: `slots/${name}.tsv`,
    values: parseSlotType(crlf(lines)),
  });
  return {
    skill: {
      file: 'skill.yaml',
      extensionId: 'kr.example.mrdebugger',
      name: '미스터 디버거',
      invocationNames: ['미스터 디버거'],
      ...skill,
      store: {
        description: '팁을 들려드려요. 문의: a@example.com',
        shortDescription: '팁',
        examplePhrases: ['미스터 디버거 시작해줘', '미스터 디버거에게 팁 1번', '미스터 디버거에게 로그 2번 말해'],
        keywords: ['팁'],
        ...store,
      },
    },
    intents: [intent('ByTopic', byTopic, slots), intent('Tip', tip), ...(more ? [intent(...more)] : [])],
    slotTypes: [slotType('DEBUG_TOPIC', words), ...(moreWords ? [slotType(...moreWords)] : [])],
  };
}

const linesOf = (model: InteractionModel, surroundings: Surroundings) =>
  lintModel(model, surroundings).map(({ place, problem }) => `${place}: ${problem}`);

describe('lintModel', () => {
  it('finds no problem in the model of this repository', async () => {
    const builtIn: readonly string[] = BUILT_IN_INTENTS;
    const handled = intents.map(({ name }) => name).filter((name) => !builtIn.includes(name));
    const topics = [...(await readTipsFile(TIPS_FILE)).byTopic.keys()];
    assert.deepEqual(linesOf(ownModel().model, { handled, topics }), []);
  });

  it('finds no problem in a small model', () => {
    assert.deepEqual(linesOf(modelOf({}), SURROUNDINGS), []);
  });

  it('accepts a slot of a type of the platform', () => {
    const parts = {
      slots: ['topic\tDEBUG_TOPIC', 'at\tCLOVA.DATETIME'],
      byTopic: [...TOPICAL, '<at>내일</at> 또 불러'],
    };
    assert.deepEqual(linesOf(modelOf(parts), SURROUNDINGS), []);
  });

  for (const { name, parts } of [
    { name: 'the same word with other spaces within one value', parts: { words: ['캐시\t캐 시', '로그'] } },
    { name: 'one utterance with and without a comma in one line', parts: { tip: [...PLAIN, '(힌트 줘|힌트, 줘)'] } },
    { name: '2000 utterances', parts: { tip: numbered(2000, '팁 N번') } },
    {
      name: 'three invocation names',
      parts: { skill: { invocationNames: ['미스터 디버거', '우미 디버거', '우리 디버거'] } },
    },
    { name: 'a name that is part of an invocation name', parts: { skill: { name: '디버거' } } },
    { name: 'a name of which an invocation name is part', parts: { skill: { name: '우미, 미스터 디버거' } } },
    {
      name: 'texts that are as long as the console takes',
      parts: {
        store: {
          description: 'a@b.kr '.padEnd(500, '가'),
          shortDescription: '가'.repeat(200),
          keywords: ['가'.repeat(50), '나'.repeat(49)],
        },
      },
    },
  ] satisfies { name: string; parts: Parts }[]) {
    it(`accepts ${name}`, () => {
      assert.deepEqual(linesOf(modelOf(parts), SURROUNDINGS), []);
    });
  }

  it('finds that nobody can ask for any topic where no file has words for them', () => {
    const { slotTypes } = modelOf({ moreWords: ['COLOUR', ['캐시']] });
    const model = { ...modelOf({}), slotTypes: slotTypes.filter(({ name }) => name === 'COLOUR') };
    assert.deepEqual(
      linesOf(model, SURROUNDINGS).slice(-2),
      ['캐시', '로그'].map(
        (topic) => `skill.yaml: nobody can ask for the tips' topic “${topic}”: no line begins with it`,
      ),
    );
  });

  const phrases = modelOf({}).skill.store.examplePhrases;
  const cases: { name: string; parts?: Parts; around?: Partial<Surroundings>; line: string }[] = [
    {
      name: 'nine utterances',
      parts: { tip: PLAIN.slice(0, 9) },
      line: 'intents/Tip.tsv:1: 9 utterances; expected 10 to 2000',
    },
    {
      name: '29 utterances of an intent with a slot',
      parts: { byTopic: TOPICAL.slice(0, 29) },
      line: 'intents/ByTopic.tsv:1: 29 utterances; expected 30 to 2000',
    },
    {
      name: '2001 utterances',
      parts: { tip: numbered(2001, '팁 N번') },
      line: 'intents/Tip.tsv:1: 2001 utterances; expected 10 to 2000',
    },
    {
      name: 'an utterance of another intent',
      parts: { tip: [...PLAIN, '로그 3번 말해'] },
      line: 'intents/Tip.tsv:14: “로그 3번 말해” is an utterance of ByTopic too',
    },
    {
      name: 'an utterance of a built-in intent',
      parts: { tip: [...PLAIN, '다음 거'] },
      line: 'intents/Tip.tsv:14: “다음 거” is an utterance of Clova.NextIntent too',
    },
    {
      name: 'an utterance twice, with other spaces and punctuation',
      parts: { tip: [...PLAIN, '팁0번!'] },
      line: 'intents/Tip.tsv:14: “팁0번!” is already in line 4',
    },
    {
      name: 'an utterance that ends the session',
      parts: { tip: [...PLAIN, '종료 해줘'] },
      line: 'intents/Tip.tsv:14: “종료 해줘” ends the session instead of reaching this intent',
    },
    {
      name: 'a slot of an undefined type',
      parts: { slots: ['topic\tDEBUG_TOPIC', 'at\tTIME'], byTopic: [...TOPICAL, '<at>내일</at> 또 불러'] },
      line: 'intents/ByTopic.tsv:3: slot at: no file slots/TIME.tsv defines its type',
    },
    {
      name: 'a slot that no utterance has',
      parts: { slots: ['topic\tDEBUG_TOPIC', 'other\tDEBUG_TOPIC'] },
      line: 'intents/ByTopic.tsv:3: slot other: no utterance has it',
    },
    {
      name: 'a tag that no slot declares',
      parts: { tip: [...PLAIN, '<topic>캐시</topic> 팁 좀'] },
      line: 'intents/Tip.tsv:14: <topic>: no slot of this name under [INTENT SLOT]',
    },
    {
      name: 'a sample that is not a word of its type',
      parts: { byTopic: [...TOPICAL, '<topic>켓시</topic> 문제야'] },
      line: 'intents/ByTopic.tsv:35: <topic>켓시</topic>: not a word of DEBUG_TOPIC',
    },
    {
      name: 'an intent name with a dot',
      parts: { more: ['My.Tip', numbered(10, '조언 N번')] },
      around: { handled: ['ByTopic', 'My.Tip', 'Tip'] },
      line: 'intents/My.Tip.tsv:1: intent name “My.Tip”: expected letters, digits and _',
    },
    {
      name: 'an intent that nobody answers',
      around: { handled: ['ByTopic'] },
      line: 'intents/Tip.tsv: no handler in service/intents answers Tip',
    },
    {
      name: 'a handler of no intent',
      around: { handled: ['ByTopic', 'Dance', 'Tip'] },
      line: 'skill.yaml: no file intents/Dance.tsv, but service/intents answers it',
    },
    {
      name: 'a slot type that no slot has',
      parts: { moreWords: ['COLOUR', ['빨강']] },
      line: 'slots/COLOUR.tsv: no intent has a slot of this type',
    },
    {
      name: 'a word of two values',
      parts: { words: ['캐시\t캐싱', '로그\t캐 싱'] },
      line: 'slots/DEBUG_TOPIC.tsv:2: “캐 싱” is already in line 1',
    },
    {
      name: 'a topic that nobody can ask for',
      around: { topics: ['캐시', '로그', '깃'] },
      line: "slots/DEBUG_TOPIC.tsv: nobody can ask for the tips' topic “깃”: no line begins with it",
    },
    {
      name: 'a topic that is only a synonym',
      around: { topics: ['캐시', '로그', '캐싱'] },
      line: "slots/DEBUG_TOPIC.tsv: nobody can ask for the tips' topic “캐싱”: no line begins with it",
    },
    {
      name: 'a word for a topic without tips',
      around: { topics: ['캐시'] },
      line: 'slots/DEBUG_TOPIC.tsv:2: no tip has the topic “로그”',
    },
    {
      name: 'an Extension ID without a dot',
      parts: { skill: { extensionId: 'mrdebugger' } },
      line: 'skill.yaml: extensionId “mrdebugger”: expected a domain in reverse, such as kr.example.mrdebugger',
    },
    {
      name: 'four invocation names',
      parts: { skill: { invocationNames: ['미스터 디버거', '우미 디버거', '우리 디버거', '디버거 우미'] } },
      line: 'skill.yaml: invocationNames: expected 1 to 3, found 4',
    },
    {
      name: 'a name like none of the invocation names',
      parts: { skill: { name: '벌레 사냥꾼' } },
      line: 'skill.yaml: name “벌레 사냥꾼”: expected it to be like one of the invocation names',
    },
    {
      name: 'an invocation name that is a request',
      parts: { skill: { invocationNames: ['미스터 디버거', '디버깅 도와줘'] } },
      line:
        'skill.yaml: invocation name “디버깅 도와줘” is a request, not a name; ' +
        'one would have to say “디버깅 도와줘 시작해줘”; take a noun phrase',
    },
    {
      name: 'a description of 501 characters',
      parts: { store: { description: 'a@b.kr '.padEnd(501, '가') } },
      line: 'skill.yaml: store.description: 501 characters; the console takes 500',
    },
    {
      name: 'a description without an address',
      parts: { store: { description: '팁을 들려드려요.' } },
      line: 'skill.yaml: store.description: expected an address to write to in it',
    },
    {
      name: 'a short description of 201 characters',
      parts: { store: { shortDescription: '가'.repeat(201) } },
      line: 'skill.yaml: store.shortDescription: 201 characters; the console takes 200',
    },
    {
      name: 'keywords of 101 characters with the commas between',
      parts: { store: { keywords: ['가'.repeat(50), '나'.repeat(50)] } },
      line: 'skill.yaml: store.keywords: 101 characters; the console takes 100',
    },
    {
      name: 'two example phrases',
      parts: { store: { examplePhrases: phrases.slice(0, 2) } },
      line: 'skill.yaml: store.examplePhrases: expected 3, found 2',
    },
    {
      name: 'an example phrase that does not reach the skill',
      parts: { store: { examplePhrases: [...phrases.slice(0, 2), '팁 1번'] } },
      line:
        'skill.yaml: store.examplePhrases: “팁 1번” does not work: ' +
        'the skill is not open, so CLOVA would not send it this',
    },
    {
      name: 'an example phrase that fits no utterance',
      parts: { store: { examplePhrases: [...phrases.slice(0, 2), '미스터 디버거에게 날씨 알려줘'] } },
      line:
        'skill.yaml: store.examplePhrases: “미스터 디버거에게 날씨 알려줘” does not work: ' +
        'no utterance of the model is like it',
    },
  ];
  for (const { name, parts = {}, around, line } of cases) {
    it(`finds ${name}, and nothing else`, () => {
      assert.deepEqual(linesOf(modelOf(parts), { ...SURROUNDINGS, ...around }), [line]);
    });
  }

  it('finds that there is no invocation name, and the phrases that cannot work then', () => {
    const lines = linesOf(modelOf({ skill: { invocationNames: [] } }), SURROUNDINGS);
    assert.equal(lines[0], 'skill.yaml: invocationNames: expected 1 to 3, found 0');
    assert.equal(lines.filter((line) => line.includes('does not work')).length, 3);
  });

  it('finds utterances for an intent that CLOVA does not have', () => {
    const builtIn = (name: string) => ({ name, file: `built-in/${name}.tsv`, slots: [], utterances: [] });
    const model = { ...modelOf({}), builtIns: [builtIn('Clova.NextIntent'), builtIn('Clova.SkipIntent')] };
    assert.deepEqual(linesOf(model, SURROUNDINGS), [
      'built-in/Clova.SkipIntent.tsv: CLOVA has no intent Clova.SkipIntent of its own',
    ]);
  });

  it('counts and checks every form of an utterance', () => {
    const tip = ['팁 (1|2|3|4|5|6|7|8|9|10)번', '(힌트|로그 3번 말해)'];
    assert.deepEqual(linesOf(modelOf({ tip }), SURROUNDINGS), [
      'intents/Tip.tsv:5: “로그 3번 말해” is an utterance of ByTopic too',
    ]);
    const digit = '(0|1|2|3|4|5|6|7|8|9)';
    assert.deepEqual(linesOf(modelOf({ tip: ['팁 1번', `팁 ${digit}${digit}${digit}(0|1)번`] }), SURROUNDINGS), [
      'intents/Tip.tsv:1: 2001 utterances; expected 10 to 2000',
    ]);
  });

  it('reports a tag that no slot declares only once', () => {
    const parts = { tip: [...PLAIN, '<topic>캐시</topic> 문제'], byTopic: [...TOPICAL, '문제'] };
    assert.deepEqual(linesOf(modelOf(parts), SURROUNDINGS), [
      'intents/Tip.tsv:14: <topic>: no slot of this name under [INTENT SLOT]',
    ]);
  });
});
