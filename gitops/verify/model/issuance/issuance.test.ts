import assert from 'node:assert/strict';
import { moment, nextAttempt, span } from './issuance.ts';
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

describe('a span', () => {
  for (const [seconds, en, ko] of [
    [0.2, '0 s', '0초'],
    [12, '12 s', '12초'],
    [61, '1 min', '1분'],
    [3_599, '59 min', '59분'],
    [3_600, '1 h', '1시간'],
    [5_400, '1 h 30 min', '1시간 30분'],
    [90_000, '1 d 1 h', '1일 1시간'],
    [-86_400, '1 d', '1일'],
  ] as const)
    it(`of ${seconds} s is ${en}`, () => {
      assert.deepEqual(span(seconds * 1000), { en, ko });
    });
});

describe('a moment', () => {
  it('is written in UTC, without fractions', () => {
    assert.equal(moment(Date.parse('2026-11-24T12:00:00.5Z')), '2026-11-24 12:00:00 UTC');
  });
});
