import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { BUILT_IN_INTENTS } from '../cek/built-in-intents.ts';
import type { SkillRequest } from '../cek/request.ts';
import { speechLength } from '../cek/speech.ts';
import { TIPS_FILE } from '../config.ts';
import { ownModel } from '../interaction-model/own-model.ts';
import { lintReply } from '../simulator/reply-lint.ts';
import { readTipsFile } from '../tips-file.ts';
import { answerRequest, intents, knownIntent } from './index.ts';
import type { Turn } from './intent.ts';

/** One case of `testdata/<request type or intent>.yaml`. */
interface Case {
  readonly it: string;
  readonly attributes?: Turn['attributes'];
  readonly isOneShot?: boolean;
  readonly slots?: Readonly<Record<string, string>>;
  /** What is spoken; a pattern if it is between slashes. */
  readonly says: string;
  /** The session's attributes afterwards; absent where the session ends. */
  readonly remembers?: Turn['attributes'];
}

const TESTDATA = new URL('./testdata/', import.meta.url);
const catalogue = await readTipsFile(new URL('tips.yaml', TESTDATA).pathname);
const REQUEST_TYPES = ['LaunchRequest', 'SessionEndedRequest', 'EventRequest', 'unknown'] as const;

function requestOf(name: string, slots: ReadonlyMap<string, string>): SkillRequest {
  const type = REQUEST_TYPES.find((type) => type === name);
  return type ? { type } : { type: 'IntentRequest', intent: name, slots };
}

function turnOf({ attributes = {}, isOneShot = false, slots = {} }: Partial<Case> = {}): Turn {
  return { attributes, isOneShot, slots: new Map(Object.entries(slots)), catalogue, random: () => 0 };
}

/** Sources of chance with which each reply is put in each of its ways. */
const CHANCES = Array.from({ length: 12 }, (_, n) => () => n / 12);

const names = [...REQUEST_TYPES, ...intents.map(({ name }) => name)];

for (const name of names) {
  describe(name, () => {
    const cases = parse(readFileSync(new URL(`${name}.yaml`, TESTDATA), 'utf8')) as Case[];
    for (const { it: title, says, remembers, ...given } of cases) {
      it(title, () => {
        const turn = turnOf(given);
        const reply = answerRequest(requestOf(name, turn.slots), turn);
        const spoken = reply.response.outputSpeech.values.value;
        if (says.startsWith('/')) assert.match(spoken, new RegExp(says.slice(1, -1)));
        else assert.equal(spoken, says);
        assert.deepEqual(reply.sessionAttributes, remembers ?? {});
        assert.equal(reply.response.shouldEndSession, remembers === undefined);
        assert.deepEqual(lintReply(reply), []);
      });
    }
  });
}

describe('intents', () => {
  const given: Partial<Case>[] = [
    {},
    { attributes: { heard: ['net-1'] } },
    { attributes: { heard: ['net-1'] }, isOneShot: true },
    { slots: { topic: '요리' } },
    { slots: { topic: '네트워크' } },
    { slots: { reason: '해결' } },
    { slots: { reason: '감사' } },
    { attributes: { nextTopic: 1 } },
  ];
  /** Every reply, in each of its ways. */
  const replies = names.flatMap((name) =>
    given.flatMap((some) =>
      CHANCES.map((random) => {
        const turn = { ...turnOf(some), random };
        return answerRequest(requestOf(name, turn.slots), turn);
      }),
    ),
  );

  it('have a fixture each, and no fixture is left over', () => {
    const files = readdirSync(TESTDATA).filter((file) => file !== 'tips.yaml');
    assert.deepEqual(files.sort(), names.map((name) => `${name}.yaml`).sort());
  });

  it('are listed in alphabetical order, each once, with all that are built into the platform', () => {
    const listed = intents.map(({ name }) => name);
    assert.deepEqual(listed, [...new Set(listed)].sort());
    assert.deepEqual(
      BUILT_IN_INTENTS.filter((name) => !listed.includes(name)),
      [],
    );
  });

  it('answer an unknown intent with the guide, under a label that callers cannot choose', () => {
    const answer = (intent: string) => answerRequest({ type: 'IntentRequest', intent, slots: new Map() }, turnOf());
    for (const name of ['', 'constructor', '__proto__', 'clova.guideintent'])
      assert.deepEqual(answer(name), answer('Clova.GuideIntent'));
    assert.equal(knownIntent('__proto__'), 'other');
  });

  it('bear attributes that are nested 30,000 deep', () => {
    const nested: unknown = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);
    const attributes = { heard: [nested, 'net-1'], at: nested, topic: nested, nextTopic: nested };
    for (const name of names) {
      const turn = turnOf({ attributes });
      assert.doesNotMatch(JSON.stringify(answerRequest(requestOf(name, turn.slots), turn)), /\[\[/, name);
    }
  });

  it('name four topics at a time, beginning anywhere', async () => {
    const real = await readTipsFile(TIPS_FILE);
    const all = [...real.byTopic.keys()];
    const start = Math.floor(all.length / 2);
    const turn = { ...turnOf(), catalogue: real, random: () => 0.5 };
    const { response } = answerRequest(requestOf('TopicsRequested', turn.slots), turn);
    const named = all.slice(start, start + 4).join(', ');
    assert.ok(response.outputSpeech.values.value.startsWith(`${named} 같은 주제`));
  });

  it('tell every tip once before repeating one, and keep the session small', async () => {
    const real = await readTipsFile(TIPS_FILE);
    let attributes: Turn['attributes'] = {};
    const told = real.tips.map(() => {
      const reply = answerRequest(
        { type: 'IntentRequest', intent: 'AnotherTipRequested', slots: new Map() },
        { ...turnOf(), catalogue: real, random: Math.random, attributes },
      );
      attributes = reply.sessionAttributes;
      const { value } = reply.response.outputSpeech.values;
      return real.tips.find(({ text }) => value.startsWith(`${text} `))?.id;
    });
    assert.deepEqual(told.sort(), real.tips.map(({ id }) => id).sort());
    // CLOVA documents no limit; this is a sixteenth of what our own service takes as a request.
    assert.ok(JSON.stringify(attributes).length < 4096);
  });

  it('speak every tip of the catalogue after the longest words that precede a tip', async () => {
    const real = await readTipsFile(TIPS_FILE);
    for (const tip of real.tips) {
      const heard = real.tips.map(({ id }) => id);
      const topic = tip.topics[0] ?? '';
      const slots = new Map([['topic', topic]]);
      for (const random of CHANCES) {
        const turn = { ...turnOf(), catalogue: real, slots, attributes: { heard }, random };
        const { response } = answerRequest({ type: 'IntentRequest', intent: 'TipByTopic', slots }, turn);
        assert.ok(speechLength(response.outputSpeech.values.value) <= 1000);
      }
    }
  });

  for (const { utterance, topics } of [
    { utterance: '쿼리가 느려', topics: ['성능', '데이터베이스'] },
    { utterance: '한글이 느려', topics: ['성능'] },
    { utterance: '내 코드가 너무 느려', topics: ['성능'] },
    { utterance: '디비 연결이 자꾸 끊겨', topics: ['네트워크'] },
    { utterance: '크롬에서 새', topics: ['메모리', '브라우저'] },
  ])
    it(`answer “${utterance}” with a tip on ${topics.join(' and ')}, and go on with the first`, async () => {
      const real = await readTipsFile(TIPS_FILE);
      const said = ownModel().ears.hear(utterance, true);
      assert.ok(said.kind === 'intent' && !said.isGuess);
      const slots = new Map(Object.entries(said.slots));
      for (const random of CHANCES) {
        const turn = { ...turnOf(), slots, catalogue: real, random };
        const { sessionAttributes } = answerRequest(requestOf(said.intent, slots), turn);
        const [id = ''] = sessionAttributes.heard as string[];
        const tip = real.byId.get(id);
        for (const each of topics) assert.ok(tip?.topics.includes(each), `${id} is not on ${each}`);
        assert.equal(sessionAttributes.topic, topics[0]);
      }
    });

  it('propose only what CLOVA would understand: each phrase in quotes is an utterance of the model', () => {
    const { ears } = ownModel();
    const texts = replies.flatMap(({ response }) => [
      response.outputSpeech.values.value,
      response.reprompt?.outputSpeech.values.value ?? '',
    ]);
    const proposed = new Set(texts.flatMap((text) => [...text.matchAll(/“(.+?)”/g)].map((match) => match[1] ?? '')));
    assert.ok(proposed.size >= 8);
    for (const phrase of proposed) {
      const heard = ears.hear(phrase, true);
      assert.ok(heard.kind === 'end' || (heard.kind === 'intent' && !heard.isGuess), phrase);
    }
  });

  it('leave the microphone open only behind a question or what can be said', () => {
    for (const { response } of replies)
      if (!response.shouldEndSession)
        for (const speech of [response.outputSpeech, response.reprompt?.outputSpeech])
          assert.match(speech?.values.value ?? '', /\?$|“.+”[^.?!]*(세요|돼요)\.$/);
  });

  it('can each be put in more than one way', () => {
    for (const name of names.filter((name) => name !== 'EventRequest')) {
      const said = CHANCES.map((random) => {
        const turn = { ...turnOf({ attributes: { heard: ['net-1'] } }), random };
        return answerRequest(requestOf(name, turn.slots), turn).response.outputSpeech.values.value;
      });
      assert.ok(new Set(said).size > 1, name);
    }
  });

  it('are free of findings of the linter, whatever chance chooses', () => {
    for (const reply of replies) assert.deepEqual(lintReply(reply), []);
  });
});
