import assert from 'node:assert/strict';
import { install } from '../../bootstrap/install.ts';
import { answersRight } from '../answers.ts';
import { askPlainly } from '../skill.ts';
import { stopwatch } from '../stopwatch.ts';
import { APPLICATIONS, buildImages, chooseBuild, NAME, settled, type Step } from '../world.ts';
import { getObject } from '../../kubectl.ts';
import type { Certificate } from '../../verify/see/objects/cert-manager.ts';
import { conditionOf } from '../../verify/see/objects/kubernetes-object.ts';
import { waitFor } from '../patience.ts';

export const firstPush: Step = {
  name: 'a first push becomes a certified skill that speaks',
  async run(world) {
    const { argoCd, facts, kubectl, repository, settings, target, renderer, report } = world;
    const lap = stopwatch();
    await buildImages(world, world.firstRevision);
    report(`images built and brought to the nodes: ${lap()}`);
    chooseBuild(repository, world.firstRevision);
    const commit = await repository.push('chore: facts of this installation');
    await install({ repository: repository.folder, facts, kubectl, renderer, report: () => undefined });
    report(`bootstrap: ${lap()}`);

    // The redirect comes before the certificate, so HTTP-01 has to work in spite of it.
    await waitFor({
      what: 'the redirect on port 80',
      within: 120,
      look: async () => {
        const status = await askPlainly(target, 'POST', facts.path).then((answer) => answer.status, String);
        return { isThere: status === 308, seen: status };
      },
    });
    const certificate = await getObject<Certificate>(kubectl, `certificate/${NAME}`, settings.gatewayNamespace);
    const ready = certificate && conditionOf(certificate, 'Ready');
    assert.notEqual(
      ready?.status,
      'True',
      'the certificate was Ready before the redirect was on: this shows nothing of HTTP-01',
    );
    report(`redirect on, certificate not yet Ready: ${lap()}`);

    const { status } = await argoCd.delivered(APPLICATIONS.skill, commit, 300);
    for (const name of [APPLICATIONS.root, APPLICATIONS.platform]) await argoCd.delivered(name, commit, 120);
    await settled(world);
    report(`Certificate Ready, everything synced and healthy: ${lap()}`);
    const hook = status?.operationState?.syncResult?.resources?.find(({ kind }) => kind === 'Job');
    assert.equal(hook?.hookType, 'PostSync');
    assert.equal(hook.hookPhase, 'Succeeded');
    report(`PostSync: ${(await kubectl(['-n', NAME, 'logs', 'job/verify'])).trim().split('\n').join('\n  ')}`);

    await answersRight(world);
  },
};
