import assert from 'node:assert/strict';
import { takeToken } from './token-bucket.ts';

describe('takeToken', () => {
  const rate = { burst: 3, interval: 100 };

  /** When the tokens that are asked for at these moments may be spent. */
  function spent(...moments: number[]): number[] {
    let full = Number.NEGATIVE_INFINITY;
    return moments.map((now) => {
      const { spendAt, fullAt } = takeToken(rate, full, now);
      full = fullAt;
      return spendAt;
    });
  }

  it('gives the burst at once, and then one token in each interval', () => {
    assert.deepEqual(spent(7, 7, 7, 7, 7), [7, 7, 7, 107, 207]);
  });

  it('gives a token back for each interval in which none was taken, and never more than the burst', () => {
    assert.deepEqual(spent(0, 0, 0, 200, 200, 200), [0, 0, 0, 200, 200, 300]);
    assert.deepEqual(spent(0, 9_000, 9_000, 9_000, 9_000), [0, 9_000, 9_000, 9_000, 9_100]);
  });

  it('gives every token at once to one who takes them no faster than they come', () => {
    assert.deepEqual(spent(0, 100, 200, 300, 400), [0, 100, 200, 300, 400]);
  });

  it('gives the rest of an interval that has begun', () => {
    assert.deepEqual(spent(0, 0, 0, 60), [0, 0, 0, 100]);
  });
});
