import assert from 'node:assert/strict';
import { healthRevision } from '../skill.ts';
import {
  APPLICATIONS,
  buildImages,
  chooseBuild,
  NAME,
  pods,
  settled,
  underLoad,
  type Step,
  type World,
} from '../world.ts';

export const imagePush: Step = {
  name: 'a new image takes over, and git revert brings the old one back',
  async run(world) {
    const { argoCd, repository, target } = world;
    repository.edit('service/main.ts', (text) => `${text}\n// e2e\n`);
    const revision = await repository.push('feat: a change of the service');
    await argoCd.until(APPLICATIONS.skill, 'sees the commit', ({ status }) => status?.sync?.revision === revision);
    await buildImages(world, revision);
    await underLoad(world, 'rolling update to the new image', async () => {
      chooseBuild(repository, revision);
      await argoCd.delivered(APPLICATIONS.skill, await repository.push('chore: promote the new image'));
      await settled(world);
    });
    assert.equal(await healthRevision(target), revision);
    await underLoad(world, 'git revert to the old image', async () => {
      await argoCd.delivered(APPLICATIONS.skill, await repository.revert());
      await settled(world);
    });
    assert.equal(await healthRevision(target), world.firstRevision);
  },
};

export const disturbances: Step = {
  name: 'eviction, deletion and scaling lose no request; a forced kill loses only those under way',
  async run(world) {
    const { argoCd, kubectl, repository } = world;
    await underLoad(world, 'an eviction', async () => {
      const name = await anyPod(world);
      await kubectl(
        ['create', '--raw', `/api/v1/namespaces/${NAME}/pods/${name}/eviction`, '-f', '-'],
        JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: NAME } }),
      );
      await settled(world);
    });
    await underLoad(world, 'a deleted Pod', async () => {
      await kubectl(['-n', NAME, 'delete', 'pod', await anyPod(world)]);
      await settled(world);
    });
    await underLoad(world, 'scaled down to one and up again', async () => {
      repository.set('kustomize/overlays/local/kustomization.yaml', [
        [['replicas'], [{ name: 'mrdebugger', count: 1 }]],
      ]);
      await argoCd.delivered(APPLICATIONS.skill, await repository.push('chore: one replica'));
      await settled(world, 1);
      await argoCd.delivered(APPLICATIONS.skill, await repository.revert());
      await settled(world, 2);
    });
    let killed = { at: Infinity, gone: Infinity, underWay: 0 };
    await underLoad(
      world,
      'a Pod killed by force',
      async (load) => {
        const { at, underWay } = load.now();
        await kubectl([
          '-n',
          NAME,
          'delete',
          'pod',
          await anyPod(world),
          '--force',
          '--grace-period=0',
          '--wait=false',
        ]);
        killed = { at, underWay, gone: load.now().at };
        await settled(world);
        const cutOff = load.failures.length;
        world.report(`${underWay} requests were under way when the kill was asked for, ${cutOff} were cut off by it`);
      },
      // Sent to the Pod before the gateway could know that it is gone.
      ({ sentAt, failedAt }) => failedAt >= killed.at && sentAt <= killed.gone + 1_000,
    );
  },
};

async function anyPod({ kubectl }: World): Promise<string> {
  const [pod] = await pods(kubectl);
  assert.ok(pod);
  return pod.metadata.name;
}
