import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '#program/run.ts';
import { ARGO_CD_NAMESPACE, createArgoCd } from '../argo-cd.ts';
import { apply } from './delivery.ts';
import { argoCdTells, atOnce, syncSays } from './evidence.ts';
import type { WrittenFault } from './fault.ts';
import { changed, labelsOf, type Names } from './installation.ts';
import { set, type Manifest } from './manifest.ts';

const OTHER_BRANCH = 'fx-elsewhere';

/** A project that allows of cluster-scoped kinds only these. */
function projectOf(
  names: Names,
  sourceRepo: string,
  kind: { readonly group: string; readonly kind: string },
): Manifest {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: names.name, namespace: ARGO_CD_NAMESPACE, labels: labelsOf(names) },
    spec: {
      sourceRepos: [sourceRepo],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: '*' }],
      clusterResourceWhitelist: [kind],
    },
  };
}

const wideProject = (names: Names) => projectOf(names, '*', { group: '*', kind: '*' });

export const syncFaults: readonly WrittenFault[] = [
  {
    name: 'project-refuses',
    what: 'the AppProject refuses a kind',
    roots: ['A1'],
    start: 'fresh',
    by: 'argo-cd',
    // The IngressClass of the installation is not among them.
    project: (names, repoURL) => projectOf(names, repoURL, { group: '', kind: 'Namespace' }),
    isVisible: syncSays(/not permitted in project/),
    cause: /IngressClass is not permitted in project/,
    seconds: 20,
  },
  {
    name: 'crd-missing',
    what: 'an object of a kind that the cluster does not know',
    roots: ['A2'],
    start: 'fresh',
    by: 'argo-cd',
    change: (sound, names) => ({
      ...sound,
      more: [
        {
          ...{ apiVersion: 'fx.example.test/v1', kind: 'Nothing' },
          metadata: { name: 'web', namespace: names.name, labels: labelsOf(names) },
        },
      ],
    }),
    isVisible: syncSays(/could not find the requested resource|could not find version/),
    cause: /fx\.example\.test/,
    seconds: 20,
  },
  {
    name: 'endless-hook',
    what: 'a hook of the sync never ends',
    roots: ['A7'],
    by: 'argo-cd',
    // A hook alone does not make Argo CD sync.
    change: (sound, names, { image }) => ({
      ...sound,
      keys: set(sound.keys, 'data.other', 'a change'),
      more: [
        {
          ...{ apiVersion: 'batch/v1', kind: 'Job' },
          metadata: {
            ...{ name: 'endless', namespace: names.name, labels: labelsOf(names) },
            annotations: { 'argocd.argoproj.io/hook': 'PreSync' },
          },
          spec: {
            backoffLimit: 0,
            template: {
              spec: {
                restartPolicy: 'Never',
                terminationGracePeriodSeconds: 1,
                // The service never ends by itself.
                containers: [{ name: 'endless', image, env: [{ name: 'CEK_APPLICATION_IDS', value: 'test.hook' }] }],
              },
            },
          },
        },
      ],
    }),
    isVisible: syncSays(/waiting for completion of hook/),
    cause: /hook batch\/Job\/endless/,
    seconds: 60,
  },
  {
    name: 'sync-window',
    what: 'a sync window of the AppProject denies syncs without an end',
    roots: ['A26'],
    by: 'argo-cd',
    project: wideProject,
    prepare: async ({ kubectl, names }) => {
      const syncWindows = [{ kind: 'deny', schedule: '* * * * *', duration: '24h', applications: ['*'] }];
      await apply(kubectl, [set(wideProject(names), 'spec.syncWindows', syncWindows)]);
    },
    change: (sound) => changed(sound, 'keys', 'data.other', 'a change'),
    isVisible: argoCdTells(({ status }) => status?.sync?.status === 'OutOfSync'),
    cause: /window/i,
    seconds: 60,
  },
  {
    name: 'unseen-push',
    what: 'the commit was pushed to a branch that Argo CD does not watch',
    roots: ['A9'],
    mayPass: true,
    by: 'argo-cd',
    act: async ({ repository, kubectl, names }) => {
      const folder = repository?.folder ?? '.';
      const git = (...words: string[]) => outputOf('git', words, { cwd: folder });
      const application = ['-n', ARGO_CD_NAMESPACE, 'get', `application/${names.name}`];
      const url = await kubectl([...application, '-o', 'jsonpath={.spec.source.repoURL}']);
      await git('checkout', '--quiet', '-b', OTHER_BRANCH);
      await git('commit', '--quiet', '--allow-empty', '-m', 'feat: nobody looks here');
      await git('push', '--quiet', 'origin', OTHER_BRANCH);
      // From this remote verify knows that the folder is a clone of what the Application follows.
      await git('remote', 'set-url', 'origin', url);
      return { options: ['--revision', await git('rev-parse', 'HEAD')], folder };
    },
    isVisible: atOnce,
    cause: /revision|commit/,
    seconds: 45,
  },
  {
    name: 'immutable-selector',
    what: 'a commit changes the selector of a running Deployment, which cannot be changed',
    roots: ['G4'],
    by: 'argo-cd',
    change: (sound) => ({
      ...sound,
      deployment: set(
        set(sound.deployment, 'spec.selector.matchLabels', { app: 'web', environment: 'dev' }),
        'spec.template.metadata.labels',
        { app: 'web', environment: 'dev' },
      ),
    }),
    isVisible: syncSays(/field is immutable/),
    cause: /field is immutable/,
    seconds: 60,
  },
  {
    name: 'refused-certificate',
    what: "cert-manager's webhook refuses the Certificate: its commonName is too long",
    roots: ['C11'],
    by: 'argo-cd',
    change: (sound) => changed(sound, 'certificate', 'spec.commonName', `${'x'.repeat(65)}.example.test`),
    isVisible: syncSays(/commonName/),
    cause: /commonName: Too long/,
    seconds: 60,
  },
  {
    name: 'broken-manifests',
    what: 'a kustomization names a file that does not exist',
    roots: ['A20'],
    by: 'argo-cd',
    act: async ({ repository, kubectl, names }) => {
      if (!repository) return {};
      writeFileSync(join(repository.folder, 'kustomization.yaml'), 'resources: [fx-nowhere.yaml]\n');
      await repository.push('feat: a slip of the pen');
      await createArgoCd(kubectl).refresh(names.name);
      return {};
    },
    isVisible: argoCdTells(({ status }) => status?.sync?.status === 'Unknown'),
    cause: /fx-nowhere\.yaml/,
    seconds: 50,
  },
];
