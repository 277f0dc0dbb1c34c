import assert from 'node:assert/strict';
import type { Finding } from '../model/finding.ts';
import { leaveOut } from './ignored.ts';
import { CAUSE, consequence, UNKNOWN } from '../tell/report/test-report.ts';

describe('leaveOut', () => {
  const all: readonly Finding[] = [CAUSE, UNKNOWN, consequence()];
  const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);

  for (const { code, object, left, count } of [
    { code: 'C4', object: 'istio-system/shop', left: ['O6'], count: 2 },
    { code: 'C4', object: 'shop', left: ['O6'], count: 2 },
    { code: 'C4', object: '*', left: ['O6'], count: 2 },
    { code: 'T13', object: 'shop.example.test', left: ['C4', 'O6'], count: 1 },
    { code: 'C4', object: 'other/shop', left: ['C4', 'O6', 'T13'], count: 0 },
    { code: 'C5', object: '*', left: ['C4', 'O6', 'T13'], count: 0 },
  ])
    it(`leaves ${left.join(', ')} where ${code}=${object} is ignored`, () => {
      const { findings, ...others } = leaveOut(all, [{ code, object }]);
      const unused = count === 0 ? [{ code, object }] : [];
      assert.deepEqual({ codes: codes(findings), ...others }, { codes: left, count, unused });
    });
});
