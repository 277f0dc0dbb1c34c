import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '#program/start-error.ts';
import type { Exchange } from './clova.ts';
import { differences, readRecording, record, writeRecording } from './recording.ts';

const launch: Exchange = {
  utterance: '미스터 디버거 시작해줘',
  heard: { kind: 'launch' },
  question: { type: 'LaunchRequest' },
  request: { request: { requestId: 'r-1' } },
  status: 200,
  ms: 3,
  reply: {},
  spoken: ['가.'],
  problems: [],
  then: 'listens',
};
const silence: Exchange = { utterance: '', heard: { kind: 'silence' }, spoken: ['나?'], problems: [], then: 'listens' };
const intent: Exchange = {
  ...launch,
  utterance: '캐시 팁',
  question: { type: 'IntentRequest', intent: 'TipByTopic', slots: { topic: '캐시' } },
};

describe('record', () => {
  it('keeps what must be the same next time, without ids and times', () => {
    assert.deepEqual(record([launch, silence], 7), {
      format: 'mrdebugger-dialogue/1',
      seed: 7,
      lines: [
        { utterance: launch.utterance, question: { type: 'LaunchRequest' }, then: 'listens', spoken: ['가.'] },
        { utterance: '', question: null, then: 'listens', spoken: ['나?'] },
      ],
    });
  });

  it('keeps a seed of 0, and null where there was none', () => {
    assert.equal(record([], 0).seed, 0);
    assert.equal(record([], undefined).seed, null);
  });
});

describe('differences', () => {
  const lineOf = (exchange: Exchange) => {
    const [line] = record([exchange], 7).lines;
    assert.ok(line);
    return line;
  };

  it('finds no difference in the same exchange, whatever its ids, times and findings', () => {
    const later: Exchange = {
      ...launch,
      request: {},
      ms: 900,
      problems: [{ level: 'warning', field: 'a', problem: 'b' }],
    };
    assert.deepEqual(differences(lineOf(launch), later, { withSpeech: true }), []);
    assert.deepEqual(differences(lineOf(silence), silence, { withSpeech: true }), []);
  });

  it('finds other words only where it compares them', () => {
    const other = { ...launch, spoken: ['다.'] };
    assert.deepEqual(differences(lineOf(launch), other, { withSpeech: false }), []);
    assert.deepEqual(differences(lineOf(launch), other, { withSpeech: true }), ['spoken: was ["가."], is ["다."]']);
  });

  for (const { name, other, line } of [
    {
      name: 'another outcome',
      other: { ...intent, then: 'ends the session' } as const,
      line: 'then: was "listens", is "ends the session"',
    },
    {
      name: 'another request type',
      other: { ...intent, question: { type: 'LaunchRequest' } } as const,
      line: 'question: was {"type":"IntentRequest","intent":"TipByTopic","slots":{"topic":"캐시"}}, is {"type":"LaunchRequest"}',
    },
    {
      name: 'another slot',
      other: { ...intent, question: { type: 'IntentRequest', intent: 'TipByTopic', slots: {} } } as const,
      line: 'question: was {"type":"IntentRequest","intent":"TipByTopic","slots":{"topic":"캐시"}}, is {"type":"IntentRequest","intent":"TipByTopic","slots":{}}',
    },
    {
      name: 'that nobody was asked',
      other: { ...silence, utterance: intent.utterance, spoken: intent.spoken },
      line: 'question: was {"type":"IntentRequest","intent":"TipByTopic","slots":{"topic":"캐시"}}, is null',
    },
  ]) {
    it(`finds ${name}, and nothing else`, () => {
      assert.deepEqual(differences(lineOf(intent), other, { withSpeech: true }), [line]);
    });
  }
});

describe('a recording in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  const path = join(folder, 'dialogue.json');
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read as it was written, and is readable for people', () => {
    const recording = record([launch, silence, intent], undefined);
    writeRecording('--record dialogue.json', path, recording);
    assert.deepEqual(readRecording('--replay dialogue.json', path), recording);
    assert.equal(readFileSync(path, 'utf8'), `${JSON.stringify(recording, null, 2)}\n`);
  });

  for (const { name, content } of [
    { name: 'not JSON', content: 'seed: 7' },
    { name: 'empty', content: '' },
  ]) {
    it(`is refused where it is ${name}`, () => {
      writeFileSync(path, content);
      assert.throws(
        () => readRecording('--replay dialogue.json', path),
        (error) =>
          error instanceof StartError &&
          error.message === '--replay dialogue.json: no JSON; expected a file that --record wrote',
      );
    });
  }

  it('is refused where it is missing', () => {
    assert.throws(
      () => readRecording('--replay missing.json', join(folder, 'missing.json')),
      (error) =>
        error instanceof StartError &&
        error.message === '--replay missing.json: ENOENT; expected a file that --record wrote',
    );
  });

  const format = 'mrdebugger-dialogue/1';
  const line = { utterance: '가', question: null, then: 'listens', spoken: ['가.'] };
  const withLine = (changes: object) => ({ format, seed: null, lines: [line, { ...line, ...changes }] });
  for (const [field, value] of [
    ['JSON', null],
    ['JSON', []],
    ['JSON', 'text'],
    ['format', {}],
    ['format', { lines: [] }],
    ['format', { format: 'mrdebugger-dialogue/2', seed: null, lines: [line] }],
    ['seed', { format, lines: [line] }],
    ['seed', { format, seed: -1, lines: [line] }],
    ['seed', { format, seed: '7', lines: [line] }],
    ['lines', { format, seed: null }],
    ['lines', { format, seed: null, lines: {} }],
    ['lines', { format, seed: null, lines: [] }],
    ['lines.0', { format, seed: null, lines: [null] }],
    ['lines.1.utterance', withLine({ utterance: 7 })],
    ['lines.1.utterance', { format, seed: null, lines: [line, {}] }],
    ['lines.1.question', withLine({ question: { type: 'SomeRequest' } })],
    ['lines.1.question', withLine({ question: { type: 'IntentRequest', intent: 'A', slots: { topic: 1 } } })],
    ['lines.1.then', withLine({ then: 'shouts' })],
    ['lines.1.spoken', withLine({ spoken: '가.' })],
    ['lines.1.spoken.0', withLine({ spoken: [7] })],
  ] as const) {
    it(`is refused where it is ${JSON.stringify(value)}, naming ${field}`, () => {
      writeFileSync(path, JSON.stringify(value));
      const message = `--replay dialogue.json: ${field} is not as expected; expected a file that --record wrote`;
      assert.throws(() => readRecording('--replay dialogue.json', path), { name: StartError.name, message });
    });
  }
});
