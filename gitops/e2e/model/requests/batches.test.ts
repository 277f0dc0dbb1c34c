import assert from 'node:assert/strict';
import { batchesOf } from './batches.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

const world = (name: string, more: Partial<RandomWorld> = {}): RandomWorld => ({
  ...{ name, kind: 'istio', older: [], manifests: [], requests: [], ...more },
});
const namesOf = (worlds: readonly RandomWorld[], most: number) =>
  batchesOf(worlds, most).map((batch) => batch.map(({ name }) => name).join(''));

describe('batchesOf', () => {
  it('puts as many at the usual gateway as may be there', () => {
    assert.deepEqual(namesOf([world('a'), world('b'), world('c')], 2), ['ab', 'c']);
  });

  it('puts one at each of the own gateways, beside those at the usual one', () => {
    const worlds = [world('a'), world('b', { own: 1 }), world('c', { own: 1 }), world('d', { own: 2 }), world('e')];
    assert.deepEqual(namesOf(worlds, 1), ['abd', 'ce']);
  });

  it('puts nothing beside one that is for all', () => {
    const worlds = [world('a', { isForAll: true }), world('b'), world('c', { isForAll: true, own: 1 }), world('d')];
    assert.deepEqual(namesOf(worlds, 40), ['a', 'bd', 'c']);
  });
});
