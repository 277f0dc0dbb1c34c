import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { install } from '../../bootstrap/install.ts';
import { getObject } from '../../kubectl.ts';
import { APPLICATIONS, DEPLOYMENT, NAME, type Step, type World } from '../world.ts';

/** Milliseconds in which it would show that two controllers undo each other's changes. */
const WATCH = 120_000;

export const quiet: Step = {
  name: 'a second bootstrap, refreshes and two minutes of rest change nothing',
  async run(world) {
    const before = await picture(world);
    await install({ ...world, repository: world.repository.folder, report: () => undefined });
    for (let times = 0; times < 3; times++) {
      for (const name of Object.values(APPLICATIONS)) await world.argoCd.refresh(name, 'hard');
      await sleep(3_000);
    }
    const end = Date.now() + WATCH;
    while (Date.now() < end) {
      for (const name of Object.values(APPLICATIONS)) {
        const status = (await world.argoCd.read(name))?.status;
        assert.equal(status?.sync?.status, 'Synced', name);
        assert.equal(status.health?.status, 'Healthy', name);
      }
      await sleep(2_000);
    }
    assert.deepEqual(await picture(world), before);
  },
};

/** When each Application was last synced, and the generation of each object. */
async function picture({ argoCd, kubectl, settings }: World): Promise<object> {
  const operations = await Promise.all(
    Object.values(APPLICATIONS).map(async (name) => [
      name,
      (await argoCd.read(name))?.status?.operationState?.startedAt,
    ]),
  );
  const objects = [
    [`deployment/${DEPLOYMENT}`, NAME],
    [`service/${DEPLOYMENT}`, NAME],
    [`authorizationpolicy/${DEPLOYMENT}`, NAME],
    [`certificate/${NAME}`, settings.gatewayNamespace],
    [`gateways.networking.istio.io/${NAME}-https`, settings.gatewayNamespace],
    [`virtualservice/${NAME}-http`, settings.gatewayNamespace],
  ] as const;
  const generations = await Promise.all(
    objects.map(async ([what, namespace]) => [what, (await getObject(kubectl, what, namespace))?.metadata.generation]),
  );
  return { operations, generations };
}
