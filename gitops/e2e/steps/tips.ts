import assert from 'node:assert/strict';
import { failureOf, isGivenUp } from '../argo-cd.ts';
import type { Load } from '../load.ts';
import { waitFor } from '../patience.ts';
import { APPLICATIONS, pods, settled, underLoad, type Step } from '../world.ts';

const TIPS = 'kustomize/bases/app/tips.yaml';
const NEW_TEXT = '방금 푸시한 팁이에요. 들린다면 배포가 된 거예요.';

export const tipPush: Step = {
  name: 'a pushed tip is spoken',
  async run(world) {
    await underLoad(world, 'rolling update to the new tip', async (load) => {
      world.repository.edit(TIPS, (text) => text.replace(/(\n +text: ).*/, `$1${NEW_TEXT}`));
      const commit = await world.repository.push('feat: a new tip');
      await world.argoCd.delivered(APPLICATIONS.skill, commit);
      await settled(world);
      await hearsNewText(load);
    });
  },
};

export const brokenTips: Step = {
  name: 'a broken tips file stalls the rollout, and git revert repairs it',
  async run(world) {
    const { argoCd, kubectl, repository, report } = world;
    await underLoad(world, 'broken tips, then git revert', async (load) => {
      repository.edit(TIPS, (text) => text.replace('\n    text: ', '\n    texts: '));
      const commit = await repository.push('feat: a tip with a slip of the pen');
      const application = await argoCd.until(
        APPLICATIONS.skill,
        'the sync of the broken tips gives up',
        (application) => isGivenUp(application, commit),
        240,
      );
      report(`the sync says: ${failureOf(application)}`);
      assert.match(failureOf(application), /Deployment mrdebugger: .*progress deadline/);
      const why = (await pods(kubectl))
        .flatMap(({ status }) => status?.containerStatuses ?? [])
        .map(({ lastState }) => lastState?.terminated?.message)
        .find((message) => message !== undefined);
      report(`its Pod says: ${why?.trim() ?? ''}`);
      assert.match(why ?? '', /tips\.yaml/);

      load.forget();
      await hearsNewText(load);
      const healed = await repository.revert();
      await argoCd.delivered(APPLICATIONS.skill, healed, 240);
      await settled(world);
    });
  },
};

async function hearsNewText({ spoken }: Load): Promise<void> {
  await waitFor({
    what: `“${NEW_TEXT}”, spoken`,
    within: 60,
    look: () => Promise.resolve({ isThere: [...spoken].some((text) => text.includes(NEW_TEXT)), seen: [...spoken] }),
  });
}
