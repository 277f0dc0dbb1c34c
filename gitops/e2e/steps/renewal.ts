import assert from 'node:assert/strict';
import { getObject, type KubernetesObject } from '../../kubectl.ts';
import { waitFor } from '../patience.ts';
import { ask } from '../skill.ts';
import { NAME, underLoad, type Step } from '../world.ts';

interface Certificate extends KubernetesObject {
  readonly status: { readonly conditions: readonly object[] };
}

export const renewal: Step = {
  name: 'a renewal goes through the redirect, and its certificate is served',
  async run(world) {
    const { kubectl, settings, target, report } = world;
    const before = (await ask(target)).serial;
    await underLoad(world, 'a renewal', async () => {
      const start = performance.now();
      await renew();
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

    /** What `cmctl renew` does: a condition that asks for it. */
    async function renew(): Promise<void> {
      const what = `certificate/${NAME}`;
      const certificate = await getObject<Certificate>(kubectl, what, settings.gatewayNamespace);
      assert.ok(certificate);
      const condition = {
        ...{ type: 'Issuing', status: 'True', reason: 'ManuallyTriggered', message: 'Asked for by the e2e test' },
        ...{ lastTransitionTime: new Date().toISOString(), observedGeneration: certificate.metadata.generation },
      };
      const conditions = [...certificate.status.conditions, condition];
      await kubectl([
        ...['-n', settings.gatewayNamespace, 'patch', what, '--subresource=status', '--type=merge'],
        ...['-p', JSON.stringify({ status: { conditions } })],
      ]);
    }
  },
};
