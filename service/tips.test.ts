import assert from 'node:assert/strict';
import { pickTip, type Tip } from './tips.ts';

const tips: readonly Tip[] = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `${id}.`, topics: ['기초'] }));
/** The largest number that Math.random can give. */
const ALMOST_ONE = 1 - 2 ** -53;

describe('pickTip', () => {
  for (const { random, heard, id } of [
    { random: 0, heard: [], id: 'a' },
    { random: ALMOST_ONE, heard: [], id: 'd' },
    { random: 0.25, heard: [], id: 'b' },
    { random: 0, heard: ['a'], id: 'b' },
    { random: ALMOST_ONE, heard: ['d'], id: 'c' },
    { random: ALMOST_ONE, heard: ['a', 'b', 'd'], id: 'c' },
    { random: 0, heard: ['no-such-tip'], id: 'a' },
  ]) {
    it(`picks ${id} where random gives ${random} and ${heard.join(', ') || 'nothing'} was heard`, () => {
      assert.equal(pickTip(tips, heard, () => random)?.id, id);
    });
  }

  it('never picks what was heard, and picks every other tip sometimes', () => {
    const picked = new Set(Array.from({ length: 100 }, (_, step) => pickTip(tips, ['b'], () => step / 100)?.id));
    assert.deepEqual([...picked], ['a', 'c', 'd']);
  });

  for (const random of [0, ALMOST_ONE]) {
    it(`picks nothing where all were heard, or there is none, and random gives ${random}`, () => {
      assert.equal(
        pickTip(tips, ['d', 'c', 'b', 'a'], () => random),
        undefined,
      );
      assert.equal(
        pickTip([], [], () => random),
        undefined,
      );
    });
  }
});
