import assert from 'node:assert/strict';
import { pino } from 'pino';
import { catalogueOf } from '../tips.ts';
import { answer } from './answer.ts';
import { application } from './application.ts';
import { envelope } from './envelope.ts';
import { freshness } from './freshness.ts';
import type { SkillMiddleware } from './state.ts';

describe('a middleware that comes before the one whose finding it needs', () => {
  const metrics = { countHandlerFailure: () => undefined };
  for (const { middleware, needs } of [
    { middleware: envelope(), needs: 'signature' },
    { middleware: freshness({ maxAge: undefined, wallClock: Date.now }), needs: 'envelope' },
    { middleware: application({ applicationIds: [] }), needs: 'envelope' },
    {
      middleware: answer({ catalogue: catalogueOf([]), random: Math.random, log: pino({ level: 'silent' }), metrics }),
      needs: 'envelope',
    },
  ] satisfies { middleware: SkillMiddleware; needs: string }[]) {
    it(`${middleware.name} throws, and says that ${needs} must come first`, () => {
      const expected = new Error(`the middleware ${needs} must come before ${middleware.name}`);
      assert.throws(() => middleware({ state: {} } as never, () => Promise.resolve()), expected);
    });
  }
});
