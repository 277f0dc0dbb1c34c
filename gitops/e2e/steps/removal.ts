import assert from 'node:assert/strict';
import { remove } from '../remove.ts';
import type { Step } from '../world.ts';

export const removal: Step = {
  name: 'everything is removed again, and the cluster is as before',
  async run({ kubectl, settings, before, takeInventory }) {
    await remove(kubectl, settings.gatewayNamespace);
    const after = await takeInventory();
    assert.deepEqual(
      { left: after.filter((each) => !before.includes(each)), lost: before.filter((each) => !after.includes(each)) },
      { left: [], lost: [] },
    );
  },
};
