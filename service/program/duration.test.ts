import assert from 'node:assert/strict';
import { UsageError } from './command.ts';
import { parseDuration } from './duration.ts';

describe('parseDuration', () => {
  for (const [text, milliseconds] of [
    ['0s', 0],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ] as const) {
    it(`reads ${text} as ${milliseconds} ms`, () => {
      assert.equal(parseDuration('--wait', text), milliseconds);
    });
  }

  for (const text of ['', '5', 'm', '-1s', '1.5m', '5 m', '5M', '1m30s', '5ms', '1234567s']) {
    it(`refuses “${text}” and says what is expected`, () => {
      assert.throws(() => parseDuration('--wait', text), {
        name: UsageError.name,
        message: `--wait ${text}: expected a duration such as 90s, 5m or 1h`,
      });
    });
  }
});
