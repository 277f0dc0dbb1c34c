import assert from 'node:assert/strict';
import { waitFor } from './patience.ts';

describe('waitFor', () => {
  const common = { what: 'the third look', within: 30, every: 1 };

  it('gives what is seen where it is there at once, and looks no second time', async () => {
    let looks = 0;
    const look = () => Promise.resolve({ isThere: true, seen: ++looks });
    assert.equal(await waitFor({ ...common, look }), 1);
    assert.equal(looks, 1);
  });

  it('looks again until it is there', async () => {
    let looks = 0;
    const look = () => Promise.resolve({ isThere: ++looks === 3, seen: `look ${looks}` });
    assert.equal(await waitFor({ ...common, look }), 'look 3');
    assert.equal(looks, 3);
  });

  it('looks at least once, however little time there is', async () => {
    const look = () => Promise.resolve({ isThere: true, seen: 'there' });
    assert.equal(await waitFor({ ...common, within: -1, look }), 'there');
  });

  for (const { what, seen, words } of [
    { what: 'a text, as it is', seen: 'a Pod', words: 'a Pod' },
    { what: 'an object, as JSON', seen: { phase: 'Running' }, words: '{\n  "phase": "Running"\n}' },
  ]) {
    it(`tells what was waited for, and what was seen last, where it does not come in time: ${what}`, async () => {
      const look = () => Promise.resolve({ isThere: false, seen });
      await assert.rejects(waitFor<unknown>({ ...common, within: 0, look }), {
        message: `the third look did not come within 0 s; last seen: ${words}`,
      });
    });
  }

  it('tells what was seen last, not first', async () => {
    let looks = 0;
    const look = () => Promise.resolve({ isThere: false, seen: `${++looks}` });
    await assert.rejects(waitFor({ ...common, within: 0.05, look }), ({ message }: Error) => {
      assert.ok(message.endsWith(`last seen: ${looks}`), message);
      return true;
    });
  });

  it('fails at once where a look does', async () => {
    const failure = new Error('no cluster');
    let looks = 0;
    const look = () => {
      looks++;
      return Promise.reject(failure);
    };
    await assert.rejects(waitFor({ ...common, look }), failure);
    assert.equal(looks, 1);
  });
});
