import assert from 'node:assert/strict';
import { waitFor } from '../../patience.ts';
import { stopwatch } from '../../stopwatch.ts';
import { underLoad, type Step } from '../../world.ts';
import { pushed } from '../delivery.ts';
import { askVerify } from '../verify-watch.ts';

const GATEWAY = 'gitops/apps/add-ons/istio-ingressgateway.yaml';

export const brokenValues: Step = {
  name: "a push that breaks an add-on's values is named in Helm's words, and the next push heals it",
  async run(world) {
    const { argoCd, facts, repository, report } = world;
    const lap = stopwatch();
    await underLoad(world, 'broken values, and the push that mends them', async () => {
      repository.edit(GATEWAY, (text) => text.replace('replicaCount: 2', 'replicaCount: two'));
      await repository.push('feat: as many gateways as a word can say');
      await argoCd.refresh(facts.name);
      const told = await waitFor({
        what: "verify's word on the values",
        within: 90,
        every: 1_000,
        look: async () => {
          const { findings } = await askVerify(world);
          const [first] = findings;
          return { isThere: first?.level === 'error' && first.seen.includes('replicaCount'), seen: findings };
        },
      });
      report(`verify names it after ${lap()}: ${told[0]?.code ?? ''}: ${told[0]?.seen ?? ''}`);
      await pushed(world, await repository.revert());
      report(`healed: ${lap()}`);
    });
    const { exitStatus, findings } = await askVerify(world);
    assert.deepEqual({ exitStatus, findings }, { exitStatus: 0, findings: [] });
  },
};
