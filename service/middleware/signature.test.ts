import assert from 'node:assert/strict';
import { sign, type KeyObject } from 'node:crypto';
import { mock } from 'node:test';
import { pino } from 'pino';
import { testKeyPair } from '#testing/key-pairs.ts';
import { fetchedKeyRing } from '../key-ring.ts';
import { signature } from './signature.ts';

describe('signature, while a hundred forged requests come in each second', () => {
  const body = Buffer.from('{"request":{"type":"LaunchRequest"}}');
  const signedBy = (key: KeyObject) => sign('RSA-SHA256', body, key).toString('base64');
  const oldKey = testKeyPair();
  const newKey = testKeyPair('stranger');
  const forged = Buffer.alloc(256).toString('base64');
  /** Lets the callbacks of settled promises run. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  for (const downloadMs of [0, 200, 2_900]) {
    it(`refuses no request that CLOVA signs after it changed its key, where a download takes ${downloadMs} ms`, async () => {
      let now = 0;
      let published = oldKey.publicPem;
      const downloads: number[] = [];
      const download = () => {
        downloads.push(now);
        // The text as it was when the download began: the worst case.
        const text = published;
        return new Promise<string>((resolve) => setTimeout(resolve, downloadMs, text));
      };
      const keys = fetchedKeyRing({
        url: 'https://keys.example.com/key.pem',
        download,
        now: () => now,
        log: pino({ level: 'silent' }),
      });
      const middleware = signature({ keys });
      async function live(ms: number): Promise<void> {
        for (const end = now + ms; now < end;) {
          now += 10;
          mock.timers.tick(10);
          await settle();
        }
      }
      /** Sends a request. @returns whether it gets past the signature, once that is known, and after how long */
      async function send(signaturecek: string): Promise<{ passes: boolean; ms: number }> {
        const sent = now;
        const ctx = { request: { rawBody: body }, req: { headers: { signaturecek } }, state: {} };
        await middleware(ctx as never, () => Promise.resolve());
        return { passes: 'proven' in ctx.state, ms: now - sent };
      }

      keys.start();
      await live(5_000);
      const forgeries: Promise<{ passes: boolean; ms: number }>[] = [];
      const honest: Promise<{ passes: boolean; ms: number }>[] = [];
      for (let second = 0; second < 60; second += 1) {
        if (second === 30) published = newKey.publicPem;
        for (let part = 0; part < 100; part += 1) {
          forgeries.push(send(forged));
          if (part === 50) honest.push(send(signedBy(second < 30 ? oldKey.privateKey : newKey.privateKey)));
          await live(10);
        }
      }
      await live(8_000);
      keys.stop();

      assert.ok((await Promise.all(forgeries)).every(({ passes }) => !passes));
      const answers = await Promise.all(honest);
      assert.deepEqual(
        answers.flatMap(({ passes }, second) => (passes ? [] : [second])),
        [],
      );
      assert.ok(Math.max(...answers.map(({ ms }) => ms)) <= 6_000);
      const perMinute = downloads.map((begin) => downloads.filter((at) => at >= begin && at <= begin + 60_000).length);
      assert.ok(Math.max(...perMinute) <= 30);
    });
  }
});
