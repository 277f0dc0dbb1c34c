import assert from 'node:assert/strict';
import { ask, tell } from '../cek/reply.ts';
import { lintReply, spokenTexts } from './reply-lint.ts';

const UUID = '7d4f2d60-5b5c-4a1e-9a54-0f8f5f3a9a11';
const text = (value: string) => ({ type: 'PlainText', lang: 'ko', value });
const url = (value: string) => ({ type: 'URL', lang: '', value });
const simple = (values: unknown) => ({ type: 'SimpleSpeech', values });
const list = (...values: readonly unknown[]) => ({ type: 'SpeechList', values });
const directive = (header: object = {}, rest: object = { payload: {} }) => ({
  header: { namespace: 'AudioPlayer', name: 'Play', messageId: UUID, ...header },
  ...rest,
});

const GOOD = {
  version: '0.1.0',
  sessionAttributes: {},
  response: {
    outputSpeech: simple(text('안녕하세요.')),
    card: {},
    directives: [],
    shouldEndSession: false,
  },
};
/** A good reply with some fields of its response replaced; undefined takes one away. */
const responding = (fields: object) => ({ ...GOOD, response: { ...GOOD.response, ...fields } });
const saying = (outputSpeech: unknown) => responding({ outputSpeech });

const linesOf = (reply: unknown) =>
  lintReply(reply).map(({ level, field, problem }) => `${level}: ${field}: ${problem}`);

describe('lintReply', () => {
  for (const { name, reply } of [
    { name: 'a reply that asks', reply: ask('가?', '나?', { heard: ['a'] }) },
    { name: 'a reply that tells', reply: tell('가.') },
    { name: 'a list of a sound and a text', reply: saying(list(url('https://a.kr/ding.mp3'), text('가.'))) },
    {
      name: 'a set with a simple detail',
      reply: saying({ type: 'SpeechSet', brief: text('가.'), verbose: simple(text('나.')) }),
    },
    {
      name: 'a set with a list for detail',
      reply: saying({ type: 'SpeechSet', brief: text('가.'), verbose: list(text('나.'), text('다.')) }),
    },
    {
      name: 'a text in another language, with a token',
      reply: saying(simple({ ...text('Hi.'), lang: 'en', token: UUID })),
    },
    { name: 'a directive', reply: responding({ directives: [directive()] }) },
    { name: '500 characters', reply: saying(simple(text(`${'가'.repeat(99)}\n`.repeat(5)))) },
    { name: 'a URL of 2048 bytes', reply: saying(simple(url('https://a.kr/'.padEnd(2048, 'a')))) },
  ]) {
    it(`finds no problem in ${name}`, () => {
      assert.deepEqual(linesOf(reply), []);
    });
  }

  const speech = 'response.outputSpeech';
  const cases: { name: string; reply: unknown; lines: readonly string[] }[] = [
    { name: 'nothing', reply: undefined, lines: ['error: reply: is missing'] },
    { name: 'null', reply: null, lines: ['error: reply: expected an object'] },
    { name: 'a list', reply: [], lines: ['error: reply: expected an object'] },
    {
      name: 'an empty object',
      reply: {},
      lines: ['error: version: expected a text', 'error: sessionAttributes: is missing', 'error: response: is missing'],
    },
    {
      name: 'an empty response',
      reply: { ...GOOD, response: {} },
      lines: [
        `error: ${speech}: is missing`,
        'error: response.card: is missing',
        'error: response.directives: expected a list, [] where there is none',
        'error: response.shouldEndSession: expected true or false',
      ],
    },
    { name: 'an empty version', reply: { ...GOOD, version: '' }, lines: ['error: version: expected a text'] },
    { name: 'a number for a version', reply: { ...GOOD, version: 1 }, lines: ['error: version: expected a text'] },
    {
      name: 'sessionAttributes: null',
      reply: { ...GOOD, sessionAttributes: null },
      lines: ['error: sessionAttributes: expected an object'],
    },
    { name: 'card: null', reply: responding({ card: null }), lines: ['error: response.card: expected an object'] },
    {
      name: 'directives: null',
      reply: responding({ directives: null }),
      lines: ['error: response.directives: expected a list, [] where there is none'],
    },
    {
      name: 'a text for shouldEndSession',
      reply: responding({ shouldEndSession: 'false' }),
      lines: ['error: response.shouldEndSession: expected true or false'],
    },
    {
      name: 'fields that the reference does not know',
      reply: { ...responding({ repromt: {} }), meta: {} },
      lines: ['ignored: reply.meta: no field of the reference', 'ignored: response.repromt: no field of the reference'],
    },
    {
      name: 'a reprompt where the session ends',
      reply: responding({ shouldEndSession: true, reprompt: { outputSpeech: simple(text('가?')) } }),
      lines: ['ignored: response.reprompt: the session ends, so nothing is waited for'],
    },
    {
      name: 'attributes where the session ends',
      reply: { ...tell('가.'), sessionAttributes: { heard: [] } },
      lines: ['ignored: sessionAttributes: the session ends, so nothing brings them back'],
    },
    {
      name: 'an empty reprompt',
      reply: responding({ reprompt: {} }),
      lines: ['error: response.reprompt.outputSpeech: is missing'],
    },
    {
      name: 'a reprompt that is a text',
      reply: responding({ reprompt: '가?' }),
      lines: ['error: response.reprompt: expected an object'],
    },
    {
      name: 'a fault in the reprompt',
      reply: responding({ reprompt: { outputSpeech: simple({ ...text('가?'), lang: 'kr' }) } }),
      lines: ['error: response.reprompt.outputSpeech.lang: expected ko, ja or en'],
    },
    {
      name: 'an unknown type of speech',
      reply: saying({ type: 'Speech', values: text('가.') }),
      lines: [`error: ${speech}.type: expected SimpleSpeech, SpeechList or SpeechSet`],
    },
    {
      name: 'a simple speech without values',
      reply: saying(simple(undefined)),
      lines: [`error: ${speech}.values: is missing`],
    },
    {
      name: 'a simple speech of a list',
      reply: saying(simple([text('가.')])),
      lines: [`error: ${speech}.values: expected an object`],
    },
    {
      name: 'a list of one object',
      reply: saying({ type: 'SpeechList', values: text('가.') }),
      lines: [`error: ${speech}.values: expected a list of items`],
    },
    { name: 'an empty list', reply: saying(list()), lines: [`error: ${speech}.values: expected a list of items`] },
    {
      name: 'a list with something other than an item',
      reply: saying(list(text('가.'), '나.')),
      lines: [`error: ${speech}.values[1]: expected an object`],
    },
    {
      name: 'a set of nothing',
      reply: saying({ type: 'SpeechSet' }),
      lines: [`error: ${speech}.brief: is missing`, `error: ${speech}.verbose: is missing`],
    },
    {
      name: 'a set in a set',
      reply: saying({ type: 'SpeechSet', brief: text('가.'), verbose: { type: 'SpeechSet', values: text('나.') } }),
      lines: [`error: ${speech}.verbose.type: expected SimpleSpeech or SpeechList`],
    },
    {
      name: 'a set whose detail has no values',
      reply: saying({ type: 'SpeechSet', brief: text('가.'), verbose: { type: 'SimpleSpeech' } }),
      lines: [`error: ${speech}.verbose.values: is missing`],
    },
    {
      name: 'an unknown type of item',
      reply: saying(simple({ ...text('가.'), type: 'SSML' })),
      lines: [`error: ${speech}.type: expected PlainText or URL`],
    },
    {
      name: 'an unknown language',
      reply: saying(simple({ ...text('가.'), lang: 'ko-KR' })),
      lines: [`error: ${speech}.lang: expected ko, ja or en`],
    },
    {
      name: 'an item without a value, and says which',
      reply: saying(list(text('가.'), { type: 'PlainText', lang: 'ko' })),
      lines: [`error: ${speech}[1].value: expected a text`],
    },
    {
      name: 'a token that is not a UUID',
      reply: saying(simple({ ...text('가.'), token: 'abc' })),
      lines: [`error: ${speech}.token: expected a UUID`],
    },
    {
      name: 'a language beside a URL',
      reply: saying(simple({ ...url('https://a.kr/'), lang: 'ko' })),
      lines: [`error: ${speech}.lang: expected an empty text beside a URL`],
    },
    {
      name: 'a URL of more than 2048 bytes',
      reply: saying(simple(url(`https://a.kr/${'가'.repeat(680)}`))),
      lines: [`error: ${speech}.value: more than 2048 bytes`],
    },
    {
      name: 'a sentence of 201 characters',
      reply: saying(simple(text('가'.repeat(201)))),
      lines: [`error: ${speech}.value: a sentence of 201 characters; at most 200 are spoken`],
    },
    {
      name: 'a text of 1001 characters',
      reply: saying(simple(text(`${'가'.repeat(199)}\n`.repeat(5) + '나'))),
      lines: [
        `error: ${speech}.value: 1001 characters; at most 1000 are spoken`,
        `warning: ${speech}: 1001 characters; at most 500 at once are advised`,
      ],
    },
    {
      name: 'more than 500 characters in all',
      reply: saying(list(...Array.from({ length: 3 }, () => text('가'.repeat(167))))),
      lines: [`warning: ${speech}: 501 characters; at most 500 at once are advised`],
    },
    {
      name: 'eleven items',
      reply: saying(list(...Array.from({ length: 11 }, () => text('가.')))),
      lines: [`warning: ${speech}: 11 items; at most 10 are advised`],
    },
    {
      name: 'a directive that is a text, beside a good one',
      reply: responding({ directives: [directive(), 'Play'] }),
      lines: ['error: response.directives[1]: expected an object'],
    },
    {
      name: 'a directive without a header',
      reply: responding({ directives: [{ payload: {} }] }),
      lines: ['error: response.directives[0].header: is missing'],
    },
    {
      name: 'a directive that takes an agreement with NAVER',
      reply: responding({ directives: [directive({ namespace: 'Clova', name: 'RenderText' })] }),
      lines: [
        'error: response.directives[0].header: Clova.RenderText: expected one of AudioPlayer.Play, ' +
          'AudioPlayer.StreamDeliver, PlaybackController.Pause, PlaybackController.Resume, PlaybackController.Stop, ' +
          'TemplateRuntime.RenderPlayerInfo',
      ],
    },
    {
      name: 'a directive without a messageId',
      reply: responding({ directives: [directive({ messageId: undefined })] }),
      lines: ['error: response.directives[0].header.messageId: expected a UUID'],
    },
    {
      name: 'a directive without a payload',
      reply: responding({ directives: [directive({}, {})] }),
      lines: ['error: response.directives[0].payload: is missing'],
    },
  ];
  for (const { name, reply, lines } of cases) {
    it(`finds ${name}, and nothing else`, () => {
      assert.deepEqual(linesOf(reply), lines);
    });
  }
});

describe('spokenTexts', () => {
  for (const { name, speech, texts } of [
    { name: 'a simple speech', speech: simple(text('가.')), texts: ['가.'] },
    {
      name: 'a list, without its sounds',
      speech: list(url('https://a.kr/'), text('가.'), text('나.')),
      texts: ['가.', '나.'],
    },
    {
      name: 'a set, the brief text first',
      speech: { type: 'SpeechSet', brief: text('가.'), verbose: list(text('나.'), text('다.')) },
      texts: ['가.', '나.', '다.'],
    },
    { name: 'an empty text', speech: simple(text('')), texts: [] },
    { name: 'an empty object', speech: {}, texts: [] },
    { name: 'a text', speech: '가.', texts: [] },
    { name: 'nothing', speech: undefined, texts: [] },
    { name: 'malformed items', speech: list(null, '가.', { type: 'PlainText', value: 1 }), texts: [] },
  ]) {
    it(`reads ${name}`, () => {
      assert.deepEqual(spokenTexts(speech), texts);
    });
  }
});
