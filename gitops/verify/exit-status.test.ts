import assert from 'node:assert/strict';
import { exitStatus, inLightOf } from './exit-status.ts';
import type { HealthVerdict } from './health.ts';
import type { Verdict } from './verdict.ts';

const verdict = (state: Verdict['state']): Verdict => ({ state, reason: 'r', text: 't' });

describe('exitStatus', () => {
  for (const [states, status] of [
    ['ok ok', 0],
    ['ok wait', 3],
    ['wait ok', 3],
    ['unknown ok', 2],
    ['unknown wait', 2],
    ['wrong ok', 1],
    ['wait wrong', 1],
    ['unknown wrong', 1],
  ] as const) {
    it(`is ${status} for ${states}`, () => {
      const verdicts = states.split(' ').map((state) => verdict(state as Verdict['state']));
      assert.equal(exitStatus(verdicts), status);
    });
  }
});

describe('inLightOf', () => {
  const health = (state: Verdict['state'], isAnswered: boolean): HealthVerdict => ({
    ...{ state, reason: 'r', text: 't', next: 'curl' },
    isAnswered,
  });

  it('leaves no answer wrong, where the Certificate is ok or wrong itself', () => {
    for (const state of ['ok', 'wrong'] as const)
      assert.equal(inLightOf(verdict(state), health('wrong', false)).state, 'wrong');
  });

  it('waits for an answer as long as for the Certificate, whose next step is the only one then', () => {
    assert.deepEqual(inLightOf(verdict('wait'), health('wrong', false)), {
      ...{ state: 'wait', reason: 'r', text: 't; no wonder before the Certificate is Ready', next: undefined },
    });
  });

  it('does not judge no answer, where the Certificate could not be judged', () => {
    assert.deepEqual(inLightOf(verdict('unknown'), health('wrong', false)), {
      ...{ state: 'unknown', reason: 'r', text: 't', next: 'curl' },
    });
  });

  for (const state of ['ok', 'wait', 'unknown', 'wrong'] as const) {
    it(`leaves an answer as it is, where the Certificate is ${state}`, () => {
      assert.equal(inLightOf(verdict(state), health('wrong', true)).state, 'wrong');
      assert.equal(inLightOf(verdict(state), health('ok', true)).state, 'ok');
    });
  }
});
