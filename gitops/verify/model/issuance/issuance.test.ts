import assert from 'node:assert/strict';
import { nextAttempt } from './issuance.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';

const HOUR = 3_600_000;

function failed(attempts?: number): Certificate {
  return {
    metadata: { name: 'shop' },
    spec: { secretName: 'shop-tls', issuerRef: { name: 'ca' } },
    status: {
      lastFailureTime: '2026-11-24T12:00:00Z',
      ...(attempts === undefined ? {} : { failedIssuanceAttempts: attempts }),
    },
  };
}

describe('the next attempt of an issuance', () => {
  const after = (attempts?: number) =>
    ((nextAttempt(failed(attempts)) ?? NaN) - Date.parse('2026-11-24T12:00:00Z')) / HOUR;
  for (const [attempts, hours] of [
    [undefined, 1],
    [1, 1],
    [2, 2],
    [3, 4],
    [6, 32],
    [7, 32],
    [60, 32],
  ] as const)
    it(`comes ${hours} h after failure ${attempts ?? 'without a count'}`, () => {
      assert.equal(after(attempts), hours);
    });
  it('is unknown where no attempt has failed', () => {
    assert.equal(nextAttempt({ ...failed(), status: {} }), undefined);
  });
});
