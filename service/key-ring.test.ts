import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mock } from 'node:test';
import { pino } from 'pino';
import { testKeyPair } from '#testing/key-pairs.ts';
import { parsePublicKeys } from './cek/keys.ts';
import { fetchedKeyRing, pinnedKeyRing } from './key-ring.ts';

const URL = 'https://keys.example.com/key.pem';
const MINUTE = 60_000;
const oldPem = testKeyPair().publicPem;
const longPem = testKeyPair('clova', 3072).publicPem;
const shortPem = testKeyPair('clova', 1024).publicPem;

/** A ring, its clock, and the answers to its downloads: texts or errors. */
function ringOf(...answers: (string | Error)[]) {
  const asked: string[] = [];
  const clock = { ms: 0 };
  const download = (url: string) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    asked.push(url);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? '');
  };
  const ring = fetchedKeyRing({ url: URL, download, now: () => clock.ms, log: pino({ level: 'silent' }) });
  return { ring, asked, clock };
}

const bytesOf = ({ current }: { current: readonly { signatureBytes: number }[] }) =>
  current.map(({ signatureBytes }) => signatureBytes);
/** Lets the callbacks of settled promises run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('pinnedKeyRing', () => {
  it('keeps its keys and never looks for others', async () => {
    const { keys } = parsePublicKeys(oldPem);
    const ring = pinnedKeyRing(keys);
    ring.start();
    assert.equal(await ring.renew(), false);
    ring.stop();
    assert.equal(ring.current, keys);
    assert.equal(ring.problem, undefined);
  });
});

describe('fetchedKeyRing', () => {
  it('has no key before it starts, and says so', () => {
    const { ring, asked } = ringOf(oldPem);
    assert.deepEqual(ring.current, []);
    assert.equal(ring.problem, `${URL}: not fetched yet`);
    assert.deepEqual(asked, []);
  });

  it('gets the first keys when it starts', async () => {
    const { ring, asked } = ringOf(oldPem);
    ring.start();
    await settle();
    ring.stop();
    assert.deepEqual(bytesOf(ring), [256]);
    assert.equal(ring.problem, undefined);
    assert.deepEqual(asked, [URL]);
  });

  it('takes the new keys where it is asked to renew, and reports that it did', async () => {
    const { ring, clock } = ringOf(oldPem, longPem);
    assert.equal(await ring.renew(), true);
    clock.ms += MINUTE;
    assert.equal(await ring.renew(), true);
    assert.deepEqual(bytesOf(ring), [384]);
  });

  it('downloads once for two who ask at the same time', async () => {
    const { ring, asked } = ringOf(oldPem);
    assert.deepEqual(await Promise.all([ring.renew(), ring.renew()]), [true, true]);
    assert.equal(asked.length, 1);
  });

  it('downloads once for its start and one who asks meanwhile', async () => {
    const { ring, asked } = ringOf(oldPem);
    ring.start();
    assert.equal(await ring.renew(), true);
    ring.stop();
    assert.equal(asked.length, 1);
  });

  it('renews at most once a minute, whether it got keys or not', async () => {
    const { ring, asked, clock } = ringOf(new Error('answered 500'), oldPem);
    assert.equal(await ring.renew(), false);
    clock.ms += MINUTE - 1;
    assert.equal(await ring.renew(), false);
    assert.equal(asked.length, 1);
    clock.ms += 1;
    assert.equal(await ring.renew(), true);
    assert.equal(await ring.renew(), false);
    assert.equal(asked.length, 2);
  });

  for (const { name, answer, reason } of [
    { name: 'fails', answer: new Error('ECONNREFUSED'), reason: 'ECONNREFUSED' },
    { name: 'gives no PEM', answer: '<html>', reason: 'no PEM block in it; expected -----BEGIN PUBLIC KEY-----' },
    {
      name: 'gives only keys that cannot be used',
      answer: shortPem,
      reason: 'block 1: an RSA key of 1024 bits; expected at least 2048',
    },
  ]) {
    it(`keeps the last good keys while a download ${name}, and says why; forgets it after the next good one`, async () => {
      const { ring, clock } = ringOf(oldPem, answer, longPem);
      await ring.renew();
      clock.ms += MINUTE;
      assert.equal(await ring.renew(), false);
      assert.deepEqual(bytesOf(ring), [256]);
      assert.equal(ring.problem, `${URL}: ${reason}`);
      clock.ms += MINUTE;
      assert.equal(await ring.renew(), true);
      assert.deepEqual(bytesOf(ring), [384]);
      assert.equal(ring.problem, undefined);
    });
  }

  it('takes what can be used of a text with several keys', async () => {
    const { ring } = ringOf([shortPem, oldPem, longPem].join('\n'));
    assert.equal(await ring.renew(), true);
    assert.deepEqual(bytesOf(ring), [256, 384]);
    assert.equal(ring.problem, undefined);
  });

  describe('on a mocked clock', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout'] });
    });
    afterEach(() => {
      mock.timers.reset();
    });

    /** Turns the clock by some seconds. */
    async function live(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second += 1) {
        mock.timers.tick(1_000);
        await settle();
      }
    }

    it('tries again after 1, 2, 4 … 60 s until it has a key', async () => {
      const { ring, asked } = ringOf(new Error('ENOTFOUND'));
      const counts: number[] = [];
      ring.start();
      await settle();
      for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
        await live(seconds);
        counts.push(asked.length);
      }
      ring.stop();
      assert.deepEqual(counts, [2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it('looks for newer keys every six hours where it has some', async () => {
      const { ring, asked } = ringOf(oldPem, longPem);
      ring.start();
      await settle();
      mock.timers.tick(6 * 60 * MINUTE - 1);
      await settle();
      assert.deepEqual(bytesOf(ring), [256]);
      mock.timers.tick(1);
      await settle();
      ring.stop();
      assert.deepEqual(bytesOf(ring), [384]);
      assert.equal(asked.length, 2);
    });

    it('asks for nothing once it was stopped, before or after the first answer', async () => {
      for (const stopsEarly of [true, false]) {
        const { ring, asked } = ringOf(new Error('ENOTFOUND'));
        ring.start();
        if (stopsEarly) ring.stop();
        await settle();
        ring.stop();
        await live(120);
        assert.equal(asked.length, 1);
      }
    });

    it('asks for nothing once it was stopped during a later attempt', async () => {
      const attempts = new EventEmitter();
      let asked = 0;
      const download = async () => {
        asked += 1;
        if (asked > 1) await once(attempts, 'end');
        throw new Error('ENOTFOUND');
      };
      const ring = fetchedKeyRing({ url: URL, download, now: () => 0, log: pino({ level: 'silent' }) });
      ring.start();
      await settle();
      await live(1);
      ring.stop();
      attempts.emit('end');
      await settle();
      await live(120);
      assert.equal(asked, 2);
    });
  });
});
