import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { takePicture } from '../../inventory.ts';
import type { Step } from '../../world.ts';
import { callBootstrap } from '../call-bootstrap.ts';

/** Milliseconds in which a change would show. */
const WATCH = 10_000;

export const secondBootstrap: Step = {
  name: 'a second bootstrap changes nothing',
  async run(world) {
    const before = await takePicture(world.kubectl);
    await callBootstrap(world);
    await sleep(WATCH);
    const after = await takePicture(world.kubectl);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => before.get(name) !== after.get(name),
    );
    assert.deepEqual(changed, []);
    world.report(`${after.size} objects are as they were`);
  },
};
