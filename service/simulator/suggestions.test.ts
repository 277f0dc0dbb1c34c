import assert from 'node:assert/strict';
import { createEars } from '../interaction-model/hear.ts';
import { ownModel } from '../interaction-model/own-model.ts';
import type { Exchange } from './clova.ts';
import { suggest } from './suggestions.ts';

describe('suggest', () => {
  const { model, ears } = ownModel();
  const openings = model.skill.store.examplePhrases;
  const said = (exchange?: Exchange) => suggest(model, ears, exchange).map(({ utterance }) => utterance);
  /** An exchange of an open session that remembers `sessionAttributes`. */
  const listening = (sessionAttributes: object): Exchange => ({
    utterance: '다른 팁',
    heard: { kind: 'silence' },
    reply: { sessionAttributes },
    spoken: [],
    problems: [],
    then: 'listens',
  });

  it('tells first how to open the skill, and how to ask it by its name', () => {
    assert.deepEqual(said(), openings);
    assert.deepEqual(
      suggest(model, ears).map(({ becomes }) => becomes),
      ['LaunchRequest', 'AnotherTipRequested', 'TipByTopic'],
    );
  });

  it('tells the same when a session has ended', () => {
    assert.deepEqual(said({ ...listening({ heard: ['a', 'b'] }), then: 'ends the session' }), openings);
  });

  it('tells what to say instead of an utterance that CLOVA would not send', () => {
    const heard = ears.hear('네트워크 팁', false);
    assert.deepEqual(said({ ...listening({}), heard, then: 'stays silent' }), [
      '미스터 디버거 시작해줘',
      '미스터 디버거에게 네트워크 팁',
    ]);
  });

  for (const { name, attributes, next, previous } of [
    { name: 'before any tip', attributes: {}, next: false, previous: false },
    { name: 'after the first tip', attributes: { heard: ['a'] }, next: false, previous: false },
    { name: 'after the second tip', attributes: { heard: ['a', 'b'] }, next: false, previous: true },
    { name: 'after a tip on a topic', attributes: { heard: ['a'], topic: '캐시' }, next: true, previous: false },
    { name: 'back at the first tip', attributes: { heard: ['a', 'b'], at: 0 }, next: true, previous: false },
    { name: 'back at the second of three', attributes: { heard: ['a', 'b', 'c'], at: 1 }, next: true, previous: true },
  ])
    it(`${next ? 'offers' : 'does not offer'} the next tip and ${previous ? 'offers' : 'not'} the previous one ${name}`, () => {
      const utterances = said(listening(attributes));
      assert.deepEqual([utterances.includes('다음'), utterances.includes('이전')], [next, previous]);
      for (const always of ['다른 팁', '도움말', '종료']) assert.ok(utterances.includes(always), always);
    });

  it('offers a topic in every turn, never the one that was asked for, and in the end all of them', () => {
    const slotType = model.slotTypes.find(({ name }) => name === 'DEBUG_TOPIC');
    const topics = (slotType?.values ?? []).map(({ representative }) => representative);
    assert.ok(topics.length > 1);
    const offered = (count: number, topic?: string) => {
      const heard = Array.from({ length: count }, (_, index) => String(index));
      const suggestions = suggest(model, ears, listening({ heard, ...(topic !== undefined && { topic }) }));
      return suggestions.filter(({ becomes }) => becomes === 'TipByTopic').map(({ utterance }) => utterance);
    };
    assert.deepEqual(
      new Set(topics.flatMap((_, index) => offered(index))),
      new Set(topics.map((topic) => `${topic} 팁 알려줘`)),
    );
    for (const [index, topic] of topics.entries()) {
      assert.equal(offered(index, topic).length, 1);
      assert.notDeepEqual(offered(index, topic), [`${topic} 팁 알려줘`]);
    }
  });

  for (const { name, intent, spoken, first } of [
    {
      name: 'the topics that were just named',
      intent: 'TopicsRequested',
      spoken: '그 밖에 로그, 널, 시간, 캐시 같은 주제도 있어요. 어떤 걸로 들려드릴까요?',
      first: ['로그 팁 알려줘', '널 팁 알려줘', '시간 팁 알려줘', '캐시 팁 알려줘', '다른 팁', '어떤 주제가 있어'],
    },
    {
      name: 'what was just put in quotes, and nothing twice',
      intent: 'Clova.PauseIntent',
      spoken: '네, 기다릴게요. “다시 들려줘”나 “도움말”이라고 말해 주세요.',
      first: ['다시 들려줘', '다른 팁'],
    },
    {
      name: 'no topic that a tip happens to speak of',
      intent: 'AnotherTipRequested',
      spoken: '캐시 하나 더 들려드릴까요?',
      first: ['다른 팁'],
    },
  ])
    it(`offers ${name} first`, () => {
      const question = { type: 'IntentRequest', intent, slots: {} } as const;
      assert.deepEqual(said({ ...listening({}), question, spoken: [spoken] }).slice(0, first.length), first);
    });

  it('offers only what CLOVA understands, and says what it becomes', () => {
    const exchange = listening({ heard: ['a', 'b', 'c'], at: 1, topic: '캐시' });
    for (const { utterance, becomes } of suggest(model, ears, exchange)) {
      const heard = ears.hear(utterance, true);
      if (heard.kind === 'end') assert.equal(becomes, 'SessionEndedRequest');
      else assert.deepEqual(heard.kind === 'intent' && [heard.intent, heard.isGuess], [becomes, false]);
    }
  });

  it('leaves out what a model does not have', () => {
    const mute = { ...model, intents: [], slotTypes: [] };
    const utterances = suggest(mute, createEars(mute), listening({ heard: ['a'] })).map(({ utterance }) => utterance);
    assert.deepEqual(utterances, ['도움말', '종료']);
  });

  for (const sessionAttributes of [undefined, null, { heard: 'a', at: 'b', topic: 1 }])
    it(`offers something where a reply remembers ${JSON.stringify(sessionAttributes)}`, () => {
      const utterances = said({ ...listening({}), reply: { sessionAttributes } });
      assert.ok(utterances.includes('다른 팁'));
    });
});
