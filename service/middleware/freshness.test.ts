import assert from 'node:assert/strict';
import { parseEnvelope } from '../cek/request.ts';
import type { ProvenBody } from '../cek/signature.ts';
import { buildRequest, type Shape } from '../simulator/request.ts';
import { freshness } from './freshness.ts';
import type { SkillState } from './state.ts';

const NOW = Date.parse('2026-02-03T04:05:06Z');

/** What becomes of a message: the refusal, or that it was let through. */
async function fateOf(message: object, maxAge: number | undefined): Promise<unknown> {
  const envelope = parseEnvelope(Buffer.from(JSON.stringify(message)) as ProvenBody);
  const ctx: { state: SkillState; status?: number; passes?: true } = { state: { envelope } };
  await freshness({ maxAge, wallClock: () => NOW })(ctx as never, () => {
    ctx.passes = true;
    return Promise.resolve();
  });
  return ctx.passes ? 'passes' : { status: ctx.status, refusal: ctx.state.refusal };
}

const stating = (timestamp: unknown) => ({ request: { type: 'EventRequest', timestamp } });

describe('freshness', () => {
  for (const timestamp of [
    '2026-02-03T04:02:36Z',
    '2026-02-03T04:07:36Z',
    '2026-02-03T13:05:06.789+09:00',
    undefined,
    null,
    '',
  ]) {
    it(`lets pass, within 150 s, what states ${JSON.stringify(timestamp)}`, async () => {
      assert.equal(await fateOf(stating(timestamp), 150), 'passes');
    });
  }

  for (const { timestamp, refusal } of [
    { timestamp: '2026-02-03T04:02:35.999Z', refusal: '151 s old; CEK_MAX_AGE allows 150 s' },
    { timestamp: '2018-07-03T04:05:06Z', refusal: '239500800 s old; CEK_MAX_AGE allows 150 s' },
    { timestamp: '2026-02-03T04:07:37Z', refusal: '151 s ahead of our clock; CEK_MAX_AGE allows 150 s' },
    ...[
      1_770_091_506,
      '1770091506',
      '2026-02-03',
      '2026-02-03T04:05:06',
      '2026-02-31T99:00:00Z',
      'now',
      {},
      ['2026-02-03T04:05:06Z'],
    ].map((timestamp) => ({ timestamp, refusal: 'expected a time such as 2026-02-03T04:05:06Z' })),
  ]) {
    it(`refuses, within 150 s, what states ${JSON.stringify(timestamp)}`, async () => {
      assert.deepEqual(await fateOf(stating(timestamp), 150), {
        status: 400,
        refusal: `request.timestamp: ${refusal}`,
      });
    });

    it(`lets pass, where no age is set, what states ${JSON.stringify(timestamp)}`, async () => {
      assert.equal(await fateOf(stating(timestamp), undefined), 'passes');
    });
  }

  for (const { shape, fate } of [
    // The documents give a launch no timestamp, so it cannot be too old.
    { shape: 'documented', fate: 'passes' },
    { shape: 'wire', fate: { status: 400, refusal: 'request.timestamp: 86400 s old; CEK_MAX_AGE allows 150 s' } },
  ] satisfies { shape: Shape; fate: unknown }[]) {
    it(`judges a launch of yesterday, in its ${shape} shape, by what it states`, async () => {
      const session = { id: 's', isNew: true, attributes: {} };
      const envelope = { applicationId: 'kr.example.app', session };
      const launch = (at: number) => buildRequest({ type: 'LaunchRequest' }, envelope, shape, new Date(at));
      assert.deepEqual(await fateOf(launch(NOW - 86_400_000), 150), fate);
      assert.equal(await fateOf(launch(NOW), 150), 'passes');
    });
  }
});
