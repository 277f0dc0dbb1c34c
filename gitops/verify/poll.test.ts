import assert from 'node:assert/strict';
import { untilOk } from './poll.ts';
import type { Verdict } from './verdict.ts';

const verdict = (state: Verdict['state']): Verdict => ({ state, reason: 'r', text: 't' });
const OK = [verdict('ok'), verdict('ok')];
const HALF = [verdict('ok'), verdict('wrong')];

/** A look takes 100 ms of a time that only passes by itself where somebody waits. */
async function run(wait: number, looks: readonly (readonly Verdict[])[]) {
  let now = 50;
  const at: number[] = [];
  const seen: (readonly Verdict[])[] = [];
  const last = await untilOk({
    look: () => {
      at.push(now - 50);
      now += 100;
      return Promise.resolve(looks[Math.min(at.length, looks.length) - 1] ?? []);
    },
    goOn: (verdicts) => seen.push(verdicts),
    wait,
    clock: {
      now: () => now,
      sleep: (milliseconds) => {
        now += milliseconds;
        return Promise.resolve();
      },
    },
  });
  return { at, seen, last };
}

describe('untilOk', () => {
  it('ends with the first look that sees everything ok, and tells of those before', async () => {
    assert.deepEqual(await run(60_000, [HALF, HALF, OK]), { at: [0, 2100, 4200], seen: [HALF, HALF], last: OK });
  });

  it('looks a last time when the time is over', async () => {
    assert.deepEqual((await run(5_000, [HALF])).at, [0, 2100, 4200, 5000]);
  });

  it('gives what the last look saw, where that is not ok', async () => {
    assert.equal((await run(5_000, [HALF])).last, HALF);
  });

  it('looks once, where there is no time', async () => {
    assert.deepEqual((await run(0, [HALF])).at, [0]);
  });
});
