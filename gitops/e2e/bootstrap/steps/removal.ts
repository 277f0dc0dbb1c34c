import assert from 'node:assert/strict';
import type { Step, World } from '../../world.ts';
import { callBootstrap } from '../call-bootstrap.ts';

export const removal: Step = {
  name: 'one command removes everything, and the cluster is as it was',
  async run(world) {
    await removeAll(world, world.before);
  },
};

/** Removes the environment, and demands that what is left is what was there before. */
export async function removeAll(world: World, before: readonly string[]): Promise<void> {
  await callBootstrap(world, '--remove', '--certificates', 'delete');
  const after = await world.takeInventory();
  assert.deepEqual(
    { left: after.filter((each) => !before.includes(each)), lost: before.filter((each) => !after.includes(each)) },
    { left: [], lost: [] },
  );
}
