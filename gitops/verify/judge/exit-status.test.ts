import assert from 'node:assert/strict';
import { exitStatus, verdictOf, type Threshold, type Verdict } from './exit-status.ts';
import type { Level } from '../model/finding.ts';

describe('exitStatus', () => {
  const cases: readonly [levels: Level[], threshold: Threshold, verdict: Verdict, status: number][] = [
    [[], 'error', 'fine', 0],
    [['info', 'warning'], 'error', 'fine', 0],
    [['warning'], 'warning', 'wrong', 1],
    [['info'], 'info', 'wrong', 1],
    [['info'], 'warning', 'fine', 0],
    [['progress'], 'error', 'progressing', 3],
    [['progress', 'unknown'], 'error', 'unknown', 2],
    [['progress', 'unknown', 'error'], 'error', 'wrong', 1],
    [['warning', 'unknown'], 'warning', 'wrong', 1],
  ];
  for (const [levels, threshold, verdict, status] of cases)
    it(`is ${status} for ${levels.join(', ') || 'no finding'} at --fail-on ${threshold}`, () => {
      const findings = levels.map((level) => ({ level }));
      assert.equal(exitStatus(findings, threshold), status);
      assert.equal(verdictOf(findings, threshold), verdict);
    });
});
