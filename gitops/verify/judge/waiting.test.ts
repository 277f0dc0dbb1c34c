import assert from 'node:assert/strict';
import type { Clock } from '../see/clock.ts';
import type { Finding, Level } from '../model/finding.ts';
import { waitForOutcome } from './waiting.ts';

/** A clock that only moves while something sleeps. */
function createClock(): Clock & { readonly advance: (milliseconds: number) => void } {
  let now = 0;
  return {
    now: () => now,
    advance: (milliseconds) => (now += milliseconds),
    sleep: async (milliseconds) => {
      await Promise.resolve();
      now += milliseconds;
    },
  };
}

const finding = (level: Level, code = 'C27'): Finding => ({
  ...{ code, level, object: { kind: 'Pod', namespace: 'a', name: 'x' }, seen: { en: '', ko: '' } },
});

async function run(looks: readonly (readonly Finding[])[], wait: number) {
  const clock = createClock();
  let count = 0;
  const told: number[] = [];
  const last = await waitForOutcome({
    look: () => Promise.resolve({ findings: looks[Math.min(count++, looks.length - 1)] ?? [], seen: count }),
    lasting: new Set(['T2']),
    doubted: new Set(['O10']),
    news: () => new Promise(() => undefined),
    goOn: (findings) => told.push(findings.length),
    wait,
    clock,
  });
  return {
    count,
    last: last.findings.map(({ code, level }) => `${code} ${level}`),
    told: told.length,
    end: clock.now(),
  };
}

describe('waitForOutcome', () => {
  it('looks once where all is fine, or where it must not wait', async () => {
    assert.equal((await run([[]], 60_000)).count, 1);
    assert.equal((await run([[finding('warning')]], 60_000)).count, 1);
    assert.equal((await run([[finding('progress')]], 0)).count, 1);
  });

  it('looks until what is under way is done', async () => {
    const { count, last, told } = await run([[finding('progress')], [finding('progress')], []], 60_000);
    assert.deepEqual({ count, last, told }, { count: 3, last: [], told: 2 });
  });

  it('gives the last look where the time is over', async () => {
    const { last, end } = await run([[finding('progress')]], 10_000);
    assert.deepEqual(last, ['C27 progress']);
    assert.equal(end, 10_000);
  });

  it('ends at a failure that waiting cannot heal, once it has lasted', async () => {
    const { count, end, last } = await run([[finding('error', 'T2')]], 60_000);
    assert.deepEqual(last, ['T2 error']);
    assert.deepEqual({ count, end }, { count: 2, end: 2_000 });
  });

  it('goes on where such a failure lasted only a moment', async () => {
    const { last, count } = await run([[finding('error', 'T2')], [finding('progress')], []], 60_000);
    assert.deepEqual({ last, count }, { last: [], count: 3 });
  });

  it('ends where all that is left cannot be known', async () => {
    assert.equal((await run([[finding('unknown', 'O6')]], 60_000)).end, 2_000);
    assert.equal((await run([[finding('unknown', 'O6'), finding('progress')]], 30_000)).end, 30_000);
  });

  it('looks again at what one look alone does not show, until two looks 5 s apart have seen it', async () => {
    const { count, end, last } = await run([[finding('warning', 'O10')]], 60_000);
    assert.deepEqual(last, ['O10 warning']);
    assert.deepEqual({ count, end }, { count: 3, end: 6_000 });
  });

  it('lets go of it where the next look does not see it', async () => {
    assert.deepEqual((await run([[finding('warning', 'O10')], []], 60_000)).last, []);
    assert.equal((await run([[finding('warning', 'O10')]], 0)).count, 1);
  });

  it('waits for what may pass while something is under way, and half a minute where nothing is', async () => {
    assert.equal((await run([[finding('error', 'R18'), finding('progress')]], 60_000)).end, 60_000);
    assert.equal((await run([[finding('error', 'R18')]], 60_000)).end, 30_000);
  });
});
