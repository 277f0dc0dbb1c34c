import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '#program/run.ts';
import type { Kubectl } from '../../kubectl.ts';
import { ARGO_CD_NAMESPACE, createArgoCd } from '../argo-cd.ts';
import { yamlText } from '../../yaml-text.ts';
import { BRANCH, cloneRepository, type Repository } from '../repository.ts';
import { labelsOf, type Names } from './installation.ts';
import { identityOf, resourceOf, type Manifest } from './manifest.ts';

/** Makes the cluster hold what is given: creates, changes and removes objects. */
export type Deliver = (manifests: readonly Manifest[]) => Promise<void>;

export function apply(kubectl: Kubectl, manifests: readonly Manifest[]): Promise<string> {
  return kubectl(
    ['apply', '--server-side', '--force-conflicts', '--field-manager=e2e-faults', '-f', '-'],
    yamlText(...manifests),
  );
}

/** With kubectl, as a person does it. */
export function byKubectl(kubectl: Kubectl): Deliver {
  let before: readonly Manifest[] = [];
  return async (manifests) => {
    const now = new Set(manifests.map(identityOf));
    await apply(kubectl, manifests);
    for (const gone of before.filter((each) => !now.has(identityOf(each))))
      await kubectl([
        ...['delete', resourceOf(gone), '--ignore-not-found', '--wait=false'],
        ...(gone.metadata.namespace ? ['-n', gone.metadata.namespace] : []),
      ]);
    before = manifests;
  };
}

const FILE = 'objects.yaml';

/** A repository with one file, below the folder that the git server serves. */
export async function makeRepository({ name }: Names, folder: string): Promise<Repository> {
  const seed = join(folder, 'seed');
  mkdirSync(seed, { recursive: true });
  const git = (...words: string[]) => outputOf('git', words, { cwd: seed });
  await git('init', '--quiet', `--initial-branch=${BRANCH}`);
  writeFileSync(join(seed, FILE), '');
  await git('add', '--all');
  const author = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@mrdebugger.test', '-c', 'commit.gpgsign=false'];
  await git(...author, 'commit', '--quiet', '--message', 'chore: nothing yet');
  return await cloneRepository({ source: seed, folder, name });
}

/** With a push, which Argo CD then applies; the first one also creates its Application. */
export function byArgoCd(
  kubectl: Kubectl,
  names: Names,
  repository: Repository,
  url: string,
  project: string,
): Deliver {
  let isFirst = true;
  return async (manifests) => {
    repository.edit(FILE, () => yamlText(...manifests));
    await repository.push('feat: the objects');
    if (isFirst) await apply(kubectl, [application(names, url, project)]);
    else await createArgoCd(kubectl).refresh(names.name);
    isFirst = false;
  };
}

function application(names: Names, repoURL: string, project: string): Manifest {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: names.name, namespace: ARGO_CD_NAMESPACE, labels: labelsOf(names) },
    spec: {
      project,
      source: { repoURL, targetRevision: BRANCH, path: '.' },
      destination: { server: 'https://kubernetes.default.svc', namespace: names.name },
      syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['ServerSideApply=true'] },
    },
  };
}
