import assert from 'node:assert/strict';
import { judgeLanding } from '../../verify/judge/judge-landing.ts';
import type { Finding } from '../../verify/model/finding.ts';
import { keyOf } from '../../verify/model/reference.ts';
import type { WrittenApplication } from '../../verify/see/manifests/application.ts';
import type { Landing } from '../../verify/see/manifests/landing.ts';
import { KINDS } from '../../verify/see/kinds.ts';
import { judged, TAKEN_AT } from '../../verify/test-world.ts';
import type { Fault } from './fault.ts';
import { manifestsOf, namesOf, soundInstallation, type Ground } from './installation.ts';
import type { Manifest } from './manifest.ts';
import { readRecording } from './recording.ts';
import { faults, isInGit } from './registry.ts';

const GROUND: Ground = {
  ...{ domain: 'mrdebugger.test', gatewayNamespace: 'istio-system', gatewayLabel: 'ingressgateway' },
  ...{ acmeDirectory: 'https://acme-v02.api.letsencrypt.org/directory', acmeCa: '', publicKey: '' },
  image: `registry.example.test/service@sha256:${'a'.repeat(64)}`,
};
const REPOSITORY = 'https://git.example.test/faults.git';

/** The ingress gateway of the cluster, which no installation brings. */
const LABELS = { app: 'istio-ingressgateway', istio: GROUND.gatewayLabel };
const METADATA = { name: 'istio-ingressgateway', namespace: GROUND.gatewayNamespace, labels: LABELS };
const GATEWAY: readonly Manifest[] = [
  {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: METADATA },
    spec: {
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'istio-proxy' }] } },
    },
  },
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: METADATA },
    spec: { type: 'LoadBalancer', selector: LABELS, ports: [{ port: 80 }, { port: 443 }].map(withName) },
  },
];

/** The custom kinds of Istio and cert-manager. */
const KINDS_OF_CHARTS: readonly Manifest[] = Object.values(KINDS).map(({ group, kind, plural }) => ({
  ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
  ...{ metadata: { name: `${plural}.${group}` }, spec: { group, names: { kind } } },
}));

function withName({ port }: { readonly port: number }) {
  return { name: `port-${port}`, port };
}

/** A fault as it stands in a repository, with the Application that brings it. */
function landingOf({ name, by, change, project }: Pick<Fault, 'name' | 'by' | 'change' | 'project'>): Landing {
  const names = namesOf(name, GROUND.domain);
  const sound = soundInstallation(names, GROUND);
  const objects = manifestsOf(change ? change(sound, names, GROUND) : sound);
  if (by === 'kubectl')
    return { name: '.', applications: [], rendered: [{ objects }], missing: [], kustomizations: [] };
  const application: WrittenApplication = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: names.name, namespace: 'argocd' } },
    spec: {
      project: project ? names.name : 'default',
      source: { repoURL: REPOSITORY, path: name },
      destination: { server: 'https://kubernetes.default.svc', namespace: names.name },
      syncPolicy: { automated: {} },
    },
  };
  const own = [application, ...(project ? [project(names, REPOSITORY)] : [])];
  return {
    name: '.',
    applications: [application],
    rendered: [{ objects: own }, { application, objects }],
    missing: [],
    kustomizations: [],
  };
}

async function foundIn(landing: Landing): Promise<readonly Finding[]> {
  const { findings } = await judgeLanding(landing, {
    ...{
      facts: [{ objects: [...GATEWAY, ...KINDS_OF_CHARTS], listed: [] }],
      isClosed: true,
      workflows: [],
      others: [],
      takenAt: TAKEN_AT,
    },
  });
  return findings.filter(({ level }) => level !== 'info');
}

/** What a fault is called before the push, where that is not what it is called in a cluster. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  // Whether there is a certificate already is not in Git.
  'redirect-renewal': ['H1'],
};

/** A kustomization that does not build is files, not objects. */
const BY_FILES = new Set(['broken-manifests']);

describe('what manifests show before the push', () => {
  it('is nothing, where nothing is wrong', async () => {
    assert.deepEqual(await foundIn(landingOf({ name: 'sound', by: 'kubectl' })), []);
    assert.deepEqual(await foundIn(landingOf({ name: 'sound', by: 'argo-cd' })), []);
  });

  for (const fault of faults.filter((each) => isInGit(each) && !BY_FILES.has(each.name)))
    it(`is of ${fault.name} what a cluster shows: ${fault.roots.join(' and ')}`, async () => {
      const objectsIn = (findings: readonly Finding[], codes: readonly string[]) =>
        codes.map((code) =>
          findings.filter((each) => each.code === code && !each.cause).map(({ object }) => keyOf(object)),
        );
      const look = readRecording(new URL(`../../verify/testdata/recorded/${fault.name}.json.gz`, import.meta.url)).at(
        -1,
      );
      assert.ok(look);
      const before = await foundIn(landingOf(fault));
      assert.deepEqual(
        objectsIn(before, OTHERWISE[fault.name] ?? fault.roots),
        objectsIn(await judged(look), fault.roots),
        before.map(({ code, seen }) => `${code}: ${seen.en}`).join('\n'),
      );
    });
});
