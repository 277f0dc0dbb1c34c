import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputOf } from '#program/run.ts';
import { findHelm } from '../../render/helm.ts';
import { repositoryOfSources, UNSEEN } from '../../verify/see/manifests/test-sources.ts';
import { yamlText } from '../../yaml-text.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import { compareRenders, createArgoCdProgram, type Compared } from '../argo-cd-renders.ts';
import { BRANCH } from '../repository.ts';
import { APPLICATIONS, NAME, type Step, type World } from '../world.ts';

/** The name of the repository of sources, of its project, and the beginning of the names of its Applications. */
const SOURCES = `${NAME}-sources`;

export const renders: Step = {
  name: 'what verify renders before a push is what Argo CD renders',
  async run(world) {
    const { argoCd, env, facts, kubectl, renderer, report, repository, settings } = world;
    const helm = await findHelm(env);
    const ask = await createArgoCdProgram(settings.argoCdCommand, world);
    const tell = (what: string, all: readonly Compared[]) => {
      const objects = all.reduce((sum, each) => sum + each.objects, 0);
      report(`${what}: ${all.length} Applications, ${objects} objects`);
      assert.deepEqual(
        all.filter(({ difference }) => difference !== '').map(({ name, difference }) => `${name}: ${difference}`),
        [],
      );
    };
    const programs = { kustomize: renderer, helm, ask };
    const own = { root: repository.folder, repoURL: facts.repository, names: Object.values(APPLICATIONS) };
    tell('the chain', await compareRenders({ ...programs, ...own }));

    const samples = await pushSources(world);
    const project = {
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject' },
      metadata: { name: SOURCES, namespace: ARGO_CD_NAMESPACE },
      spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] },
    };
    try {
      await kubectl(['apply', '-f', '-'], yamlText(project));
      await kubectl(['apply', '-f', join(samples.root, 'apps')]);
      for (const name of samples.names)
        await argoCd.until(name, 'looked at', ({ status }) => status?.reconciledAt !== undefined);
      const compared = await compareRenders({ ...programs, ...samples });
      tell('sources of all kinds', compared);
      const unseen = compared.flatMap((each) => (each.unseen === undefined ? [] : [each.name]));
      assert.deepEqual(unseen.sort(), UNSEEN.map((name) => `${SOURCES}-${name}`).sort());
    } finally {
      await kubectl(['delete', '--ignore-not-found', '-f', join(samples.root, 'apps')]);
      await kubectl(['delete', '--ignore-not-found', '-n', ARGO_CD_NAMESPACE, `appproject/${SOURCES}`]);
    }
  },
};

/** Makes a repository of its own of them. */
async function pushSources({ folder, settings: { hostAddress, gitPort } }: World) {
  const root = join(folder, 'sources');
  const repoURL = `git://${hostAddress}:${gitPort}/${SOURCES}.git`;
  const options = { project: SOURCES, prefix: `${SOURCES}-`, targetRevision: BRANCH };
  const { files, names } = repositoryOfSources(repoURL, options);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const git = (...words: readonly string[]) => outputOf('git', words, { cwd: root });
  await git('init', '--quiet', `--initial-branch=${BRANCH}`);
  await git('add', '--all');
  const author = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@mrdebugger.test', '-c', 'commit.gpgsign=false'];
  await git(...author, 'commit', '--quiet', '-m', 'feat: sources of all kinds');
  await git('clone', '--quiet', '--bare', '.', join(folder, 'git', `${SOURCES}.git`));
  return { root, repoURL, names };
}
