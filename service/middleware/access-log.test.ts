import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { parseEnvelope } from '../cek/request.ts';
import type { ProvenBody } from '../cek/signature.ts';
import { accessLog } from './access-log.ts';
import type { SkillState } from './state.ts';

/** What is written and measured of requests of one turn that began at 1000 and were answered at 1012.3456. */
async function recorded(
  states: readonly SkillState[],
  status: number,
  next: () => Promise<unknown> = () => Promise.resolve(),
) {
  const lines: unknown[] = [];
  const measured: unknown[] = [];
  const problems: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line) => lines.push(JSON.parse(line)) });
  const metrics = {
    observeRequest: (...measurement: unknown[]) => measured.push(measurement),
    countSignatureProblem: (problem: string) => problems.push(problem),
  };
  const times = [...states.map(() => 1_000), ...states.map(() => 1_012.3456)];
  const middleware = accessLog({ log, metrics: metrics as never, now: () => times.shift() ?? Number.NaN });
  const ctx = { status, method: 'POST', path: '/', url: '/?q', get: () => '' };
  const outcomes = await Promise.allSettled(
    states.map((state) => middleware({ ...ctx, state } as never, next) as Promise<unknown>),
  );
  await turn();
  await turn();
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  return { failures, lines, measured, problems };
}

describe('accessLog', () => {
  const seconds = (1_012.3456 - 1_000) / 1_000;
  const line = { level: 30, msg: 'request', method: 'POST', path: '/', ms: 12.35 };
  const asking = (request: object): SkillState => ({
    envelope: parseEnvelope(Buffer.from(JSON.stringify({ request })) as ProvenBody),
  });

  for (const { name, state, status, logged, labels, problems = [] } of [
    {
      name: 'an intent of this skill',
      state: asking({ type: 'IntentRequest', intent: { name: 'TipByTopic' } }),
      status: 200,
      logged: { type: 'IntentRequest', intent: 'TipByTopic' },
      labels: { type: 'IntentRequest', intent: 'TipByTopic' },
    },
    {
      name: 'an intent that a caller made up',
      state: asking({ type: 'IntentRequest', intent: { name: 'OrderPizza' } }),
      status: 200,
      logged: { type: 'IntentRequest', intent: 'OrderPizza' },
      labels: { type: 'IntentRequest', intent: 'other' },
    },
    {
      name: 'a launch',
      state: asking({ type: 'LaunchRequest' }),
      status: 200,
      logged: { type: 'LaunchRequest' },
      labels: { type: 'LaunchRequest', intent: 'none' },
    },
    {
      name: 'a forged request',
      state: { signatureProblem: 'wrong', refusal: 'signature wrong' } satisfies SkillState,
      status: 401,
      logged: { type: 'none', refusal: 'signature wrong' },
      labels: { type: 'none', intent: 'none' },
      problems: ['wrong'],
    },
  ]) {
    it(`writes one line and one measurement of ${name}`, async () => {
      assert.deepEqual(await recorded([state], status), {
        failures: [],
        lines: [{ ...line, ...logged, status }],
        measured: [[{ ...labels, status }, seconds]],
        problems,
      });
    });
  }

  it('writes a line of each request of one turn, once', async () => {
    const { lines, measured } = await recorded([{ refusal: 'a' }, { refusal: 'b' }], 400);
    assert.deepEqual(
      lines,
      ['a', 'b'].map((refusal) => ({ ...line, type: 'none', refusal, status: 400 })),
    );
    assert.equal(measured.length, 2);
  });

  it('writes a 500 where something throws, and throws it on', async () => {
    const failure = new Error('a part of it fails');
    assert.deepEqual(await recorded([{}], 404, () => Promise.reject(failure)), {
      failures: [failure],
      lines: [{ ...line, type: 'none', status: 500 }],
      measured: [[{ type: 'none', intent: 'none', status: 500 }, seconds]],
      problems: [],
    });
  });
});
