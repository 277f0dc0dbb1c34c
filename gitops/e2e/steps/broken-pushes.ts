import assert from 'node:assert/strict';
import { failureOf, isGivenUp } from '../argo-cd.ts';
import { APPLICATIONS, chooseBuild, pods, settled, underLoad, type Step } from '../world.ts';

const DEPLOYMENT = 'kustomize/bases/app/deployment.yaml';

export const brokenManifest: Step = {
  name: 'a broken manifest is refused with its reason, and the next push repairs it',
  async run(world) {
    const { argoCd, repository, report } = world;
    await underLoad(world, 'a broken manifest, then a push that mends it', async () => {
      repository.edit(DEPLOYMENT, (text) => text.replace('containerPort: 8080', 'containerPort: 80800'));
      const commit = await repository.push('feat: a port that no machine has');
      const application = await argoCd.until(
        APPLICATIONS.skill,
        'the sync of the broken manifest fails',
        (application) => application.status?.sync?.revision === commit && failureOf(application).includes('80800'),
      );
      report(`the sync says: ${failureOf(application)}`);
      assert.equal(application.status?.sync?.status, 'OutOfSync');
      repository.edit(DEPLOYMENT, (text) =>
        text.replace('containerPort: 80800', 'containerPort: 8080').replace('minReadySeconds: 3', 'minReadySeconds: 4'),
      );
      await argoCd.delivered(APPLICATIONS.skill, await repository.push('fix: the port'), 240);
      await settled(world);
    });
  },
};

export const brokenImage: Step = {
  name: 'an image that does not exist leaves the old one serving, and the next push repairs it',
  async run(world) {
    const { argoCd, kubectl, repository, report, firstRevision } = world;
    await underLoad(world, 'an image that is nowhere, then a push that mends it', async () => {
      chooseBuild(repository, '0000000000000000000000000000000000000000');
      const commit = await repository.push('chore: promote what was never built');
      const application = await argoCd.until(
        APPLICATIONS.skill,
        'the sync of the missing image gives up',
        (application) => isGivenUp(application, commit),
        240,
      );
      report(`the sync says: ${failureOf(application)}`);
      const why = (await pods(kubectl))
        .flatMap(({ status }) => status?.containerStatuses ?? [])
        .map(({ state }) => state?.waiting)
        .find((waiting) => waiting !== undefined);
      report(`its Pod says: ${why?.reason ?? ''}: ${why?.message ?? ''}`);
      assert.match(why?.reason ?? '', /Image/);
      chooseBuild(repository, firstRevision);
      await argoCd.delivered(APPLICATIONS.skill, await repository.push('fix: promote what was built'), 240);
      await settled(world);
    });
  },
};
