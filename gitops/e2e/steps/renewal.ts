import assert from 'node:assert/strict';
import { waitFor } from '../patience.ts';
import { renew } from '../renew.ts';
import { ask } from '../skill.ts';
import { NAME, underLoad, type Step } from '../world.ts';

export const renewal: Step = {
  name: 'a renewal goes through the redirect, and its certificate is served',
  async run(world) {
    const { kubectl, settings, target, report } = world;
    const before = (await ask(target)).serial;
    await underLoad(world, 'a renewal', async () => {
      const start = performance.now();
      await renew(kubectl, NAME, settings.gatewayNamespace);
      const after = await waitFor({
        what: 'another serial number',
        within: 180,
        look: async () => {
          const { serial } = await ask(target);
          return { isThere: serial !== before, seen: serial };
        },
      });
      report(`served after ${((performance.now() - start) / 1000).toFixed(1)} s: ${after}, before: ${before}`);
    });
    assert.notEqual((await ask(target)).serial, before);
  },
};
