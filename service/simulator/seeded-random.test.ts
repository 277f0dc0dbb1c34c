import assert from 'node:assert/strict';
import { seededRandom } from './seeded-random.ts';

const numbers = (seed: number, count: number) => Array.from({ length: count }, seededRandom(seed));

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, today and tomorrow', () => {
    assert.deepEqual(numbers(7, 20), numbers(7, 20));
    // Recordings hold tips that these numbers chose.
    assert.deepEqual(
      numbers(7, 3).map((number) => number.toFixed(6)),
      ['0.842297', '0.552958', '0.066836'],
    );
  });

  it('gives other numbers for another seed', () => {
    assert.notDeepEqual(numbers(7, 3), numbers(8, 3));
  });

  it('gives numbers from 0 up to, not including, 1, all over', () => {
    const all = numbers(1, 2_000);
    assert.ok(all.every((number) => number >= 0 && number < 1));
    const tenths = new Set(all.map((number) => Math.floor(number * 10)));
    assert.equal(tenths.size, 10);
    assert.equal(new Set(all).size, all.length);
  });
});
