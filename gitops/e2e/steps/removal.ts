import assert from 'node:assert/strict';
import { takeInventory } from '../inventory.ts';
import { remove } from '../remove.ts';
import type { Step } from '../world.ts';

export const removal: Step = {
  name: 'everything is removed again, and the cluster is as before',
  async run({ kubectl, settings, before }) {
    await remove(kubectl, settings.gatewayNamespace);
    const after = await takeInventory(kubectl, settings.gatewayNamespace);
    assert.deepEqual(
      { left: after.filter((each) => !before.includes(each)), lost: before.filter((each) => !after.includes(each)) },
      { left: [], lost: [] },
    );
  },
};
