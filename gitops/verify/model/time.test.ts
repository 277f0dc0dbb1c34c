import assert from 'node:assert/strict';
import { durationText, timeText } from './time.ts';

describe('a duration in words', () => {
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
      assert.deepEqual(durationText(seconds * 1000), { en, ko });
    });
});

describe('a moment in words', () => {
  it('is written in UTC, without fractions', () => {
    assert.equal(timeText(Date.parse('2026-11-24T12:00:00.5Z')), '2026-11-24 12:00:00 UTC');
  });
});
