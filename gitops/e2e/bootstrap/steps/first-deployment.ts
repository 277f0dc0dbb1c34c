import assert from 'node:assert/strict';
import { answersRight } from '../../answers.ts';
import { stopwatch } from '../../stopwatch.ts';
import { versions } from '../../versions.ts';
import { APPLICATIONS, buildImages, chooseBuild, settled, type Step, type World } from '../../world.ts';
import { callBootstrap } from '../call-bootstrap.ts';
import { observe } from '../observation.ts';
import { askVerify, watchVerify } from '../verify-watch.ts';

export const firstDeployment: Step = {
  name: 'an empty cluster becomes a certified skill that speaks',
  async run(world) {
    const { kubectl, repository, report } = world;
    const lap = stopwatch();
    await buildImages(world, world.firstRevision);
    report(`images built and brought to the nodes: ${lap()}`);
    chooseBuild(repository, world.firstRevision);
    await deploy(world, await repository.push('chore: facts of this installation'));
    for (const line of await versions(kubectl)) report(line);
  },
};

/** Hands the environment over, and demands that it comes up in its order, without an error of verify's, and speaks. */
export async function deploy(world: World, commit: string): Promise<void> {
  const { argoCd, report } = world;
  const lap = stopwatch();
  const observation = observe(world);
  const watch = watchVerify(world);
  try {
    await callBootstrap(world, '--wait', '8m');
    report(`bootstrap, until the environment answers: ${lap()}`);
    for (const name of Object.values(APPLICATIONS)) await argoCd.delivered(name, commit, 60);
    await settled(world);
  } finally {
    await observation.stop();
    await watch.stop();
    report(`verify looked ${watch.looks} times, and told ${watch.errors.size} errors`);
  }
  await answersRight(world);
  const { exitStatus, findings } = await askVerify(world);
  assert.deepEqual({ exitStatus, findings }, { exitStatus: 0, findings: [] });
  assert.deepEqual([...observation.leaks], [], 'a wave began before the one before it was there');
  assert.ok(!observation.milestones.has('Certificate Ready before the redirect'));
  assert.equal(watch.errors.size, 0, 'verify called wrong what was merely on its way');
}
