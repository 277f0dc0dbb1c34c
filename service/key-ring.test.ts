import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mock } from 'node:test';
import { pino } from 'pino';
import { testKeyPair } from '#testing/key-pairs.ts';
import { parsePublicKeys } from './cek/keys.ts';
import { fetchedKeyRing, pinnedKeyRing, type KeyRing } from './key-ring.ts';

const URL = 'https://keys.example.com/key.pem';
const MINUTE = 60_000;
const oldPem = testKeyPair().publicPem;
const longPem = testKeyPair('clova', 3072).publicPem;
const shortPem = testKeyPair('clova', 1024).publicPem;

/** Milliseconds; every test goes on from where the last one left it. */
const clock = { ms: 0 };

/** A ring, the answers to its downloads, which are texts or errors, and when it asked for them. */
function ringOf(...answers: (string | Error)[]) {
  const asked: number[] = [];
  const download = () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    asked.push(clock.ms);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? '');
  };
  const ring = fetchedKeyRing({ url: URL, download, now: () => clock.ms, log: pino({ level: 'silent' }) });
  return { ring, asked };
}

const bytesOf = (keys: KeyRing['current']) =>
  keys.map(({ asymmetricKeyDetails: { modulusLength = 0 } = {} }) => modulusLength / 8);
/** The keys after each download that a request waits for, until it is content with them: at the first or at none. */
async function renewalsOf(ring: KeyRing, isContent = false): Promise<number[][]> {
  const renewals: number[][] = [];
  for await (const keys of ring.renewals()) {
    renewals.push(bytesOf(keys));
    if (isContent) break;
  }
  return renewals;
}
/** Lets the callbacks of settled promises run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('pinnedKeyRing', () => {
  it('keeps its keys and never looks for others', async () => {
    const { keys } = parsePublicKeys(oldPem);
    const ring = pinnedKeyRing(keys);
    ring.start();
    assert.deepEqual(await renewalsOf(ring), []);
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
    assert.deepEqual(bytesOf(ring.current), [256]);
    assert.equal(ring.problem, undefined);
    assert.equal(asked.length, 1);
  });

  it('gives a request that asks for newer keys those of a download of its own', async () => {
    const { ring, asked } = ringOf(oldPem, longPem);
    assert.deepEqual(await renewalsOf(ring), [[256]]);
    assert.deepEqual(await renewalsOf(ring), [[384]]);
    assert.equal(asked.length, 2);
  });

  it('downloads once for two who ask at the same time', async () => {
    const { ring, asked } = ringOf(oldPem);
    assert.deepEqual(await Promise.all([renewalsOf(ring), renewalsOf(ring)]), [[[256]], [[256]]]);
    assert.equal(asked.length, 1);
  });

  it('downloads once for its start and one who asks meanwhile', async () => {
    const { ring, asked } = ringOf(oldPem);
    ring.start();
    assert.deepEqual(await renewalsOf(ring), [[256]]);
    ring.stop();
    assert.equal(asked.length, 1);
  });

  describe('asked during a download, which may have begun before CLOVA changed its key', () => {
    /** A ring whose downloads end one by one, at each call of `end`, with the text that was published as they began. */
    function gatedRing() {
      const gates = new EventEmitter();
      const state = { published: oldPem, downloads: 0 };
      const download = async () => {
        const text = state.published;
        state.downloads += 1;
        await once(gates, 'end');
        return text;
      };
      const ring = fetchedKeyRing({ url: URL, download, now: () => 0, log: pino({ level: 'silent' }) });
      const end = async () => {
        gates.emit('end');
        await settle();
      };
      return { ring, state, end };
    }

    for (const { name, isContent, expected } of [
      { name: 'gives the keys of that one to who is content with them', isContent: true, expected: [[256]] },
      { name: 'begins another for who is not content with that one', isContent: false, expected: [[256], [384]] },
    ]) {
      it(name, async () => {
        const { ring, state, end } = gatedRing();
        const first = renewalsOf(ring);
        await settle();
        state.published = longPem;
        const renewals = renewalsOf(ring, isContent);
        await end();
        await end();
        assert.deepEqual(await first, [[256]]);
        assert.deepEqual(await renewals, expected);
        assert.equal(state.downloads, expected.length);
      });
    }

    it('begins one other for all who asked meanwhile', async () => {
      const { ring, state, end } = gatedRing();
      const first = renewalsOf(ring);
      await settle();
      state.published = longPem;
      ring.start();
      const others = [renewalsOf(ring), renewalsOf(ring), renewalsOf(ring)];
      await end();
      await end();
      ring.stop();
      assert.deepEqual(await first, [[256]]);
      assert.deepEqual(await Promise.all(others), Array(3).fill([[256], [384]]));
      assert.equal(state.downloads, 2);
    });
  });

  it('lets a thousand wait for newer keys at a time, and no more', async () => {
    const { ring } = ringOf(oldPem);
    const waiting = Array.from({ length: 1_000 }, () => renewalsOf(ring));
    assert.deepEqual(await renewalsOf(ring), []);
    assert.ok((await Promise.all(waiting)).every((renewals) => renewals.length === 1));
    assert.deepEqual(await renewalsOf(ring), [[256]]);
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
      const { ring } = ringOf(oldPem, answer, longPem);
      await renewalsOf(ring);
      await renewalsOf(ring);
      assert.deepEqual(bytesOf(ring.current), [256]);
      assert.equal(ring.problem, `${URL}: ${reason}`);
      await renewalsOf(ring);
      assert.deepEqual(bytesOf(ring.current), [384]);
      assert.equal(ring.problem, undefined);
    });
  }

  it('takes what can be used of a text with several keys', async () => {
    const { ring } = ringOf([shortPem, oldPem, longPem].join('\n'));
    assert.deepEqual(await renewalsOf(ring), [[256, 384]]);
    assert.equal(ring.problem, undefined);
  });

  describe('on a mocked clock', () => {
    beforeEach(() => {
      mock.timers.enable({ apis: ['setTimeout'] });
    });
    afterEach(() => {
      mock.timers.reset();
    });

    /** Turns the clock by some seconds, in steps of as many milliseconds. */
    async function live(seconds: number, step = 1_000): Promise<void> {
      for (let rest = seconds * 1_000; rest > 0; rest -= step) {
        clock.ms += step;
        mock.timers.tick(step);
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

    it('looks for newer keys every fifteen minutes where it has some', async () => {
      const { ring, asked } = ringOf(oldPem, longPem);
      ring.start();
      await settle();
      await live(15 * 60 - 1);
      await live(0.999, 1);
      assert.deepEqual(bytesOf(ring.current), [256]);
      await live(0.001, 1);
      ring.stop();
      assert.deepEqual(bytesOf(ring.current), [384]);
      assert.equal(asked.length, 2);
    });

    it('downloads five times at once for those who ask, keys or not, then every three seconds', async () => {
      const { ring, asked } = ringOf(new Error('answered 500'), oldPem);
      for (let time = 0; time < 5; time += 1) await renewalsOf(ring);
      const begin = clock.ms;
      const others = [renewalsOf(ring), renewalsOf(ring)];
      await live(5, 1);
      const third = renewalsOf(ring);
      await live(5, 1);
      assert.deepEqual(await Promise.all([...others, third]), Array(3).fill([[256]]));
      const expected = [0, 0, 0, 0, 0, 3_000, 6_000];
      assert.deepEqual(
        asked.map((ms) => ms - begin),
        expected,
      );
    });

    const fail = () => Promise.reject(new Error('ECONNREFUSED'));
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    for (const { name, download } of [
      { name: 'answers at once', download: () => Promise.resolve(oldPem) },
      { name: 'takes a second', download: () => after(1_000).then(() => oldPem) },
      { name: 'fails at once, so that there is no key', download: fail },
      { name: 'fails after three seconds', download: () => after(3_000).then(fail) },
    ]) {
      it(`asks a server that ${name} at most 30 times in any minute, and lets nobody wait longer than 6 s, though a hundred ask each second`, async () => {
        const asked: number[] = [];
        const waits: number[] = [];
        const counted = () => {
          asked.push(clock.ms);
          return download();
        };
        const ring = fetchedKeyRing({
          url: URL,
          download: counted,
          now: () => clock.ms,
          log: pino({ level: 'silent' }),
        });
        ring.start();
        // The routine download falls into the attack.
        await live(14.5 * 60);
        let requests = 0;
        for (; requests < 6_000; requests += 1) {
          const since = clock.ms;
          void renewalsOf(ring).then(() => waits.push(clock.ms - since));
          await live(0.01, 10);
        }
        await live(6, 10);
        ring.stop();
        const perMinute = asked.map((begin) => asked.filter((ms) => ms >= begin && ms <= begin + MINUTE).length);
        assert.ok(Math.max(...perMinute) <= 30, `${Math.max(...perMinute)} in a minute`);
        assert.equal(waits.length, requests);
        assert.ok(Math.max(...waits) <= 6_000, `${Math.max(...waits)} ms`);
      });
    }

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
