import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readFacts } from '../facts.ts';
import { KubectlError } from '../kubectl.ts';
import { parseObjects } from '../render/objects.ts';
import { findRenderer, type Renderer } from '../render/renderer.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { install, INSTALLED, UNFINISHED } from './install.ts';
import { createCluster, type Cluster } from './test-cluster.ts';

const REPOSITORY = '.';
const NAMESPACE = 'get namespace/argocd --ignore-not-found -o json';
const CONFIGURATION = 'get configmap/argocd-cm --ignore-not-found -o json -n argocd';
const PATCH = '-n argocd patch configmap/argocd-cm --type=merge --patch-file gitops/argo-cd/argocd-cm.yaml';
const ESTABLISHED =
  'wait --for=condition=Established --timeout=60s crd/applications.argoproj.io crd/appprojects.argoproj.io';
const APPLY = 'apply --server-side --force-conflicts --field-manager=argocd-controller -f -';
const FINISHED = `annotate namespace argocd ${UNFINISHED}-`;

describe('install', () => {
  const facts = readFacts(REPOSITORY, 'local');
  const versions = parse(readFileSync('gitops/apps/add-ons/versions.yaml', 'utf8')) as { data: { argoCd: string } };
  const version = versions.data.argoCd;
  const manifest = `https://raw.githubusercontent.com/argoproj/argo-cd/${version}/manifests/install.yaml`;
  const { folder: broken } = temporaryTree({
    'gitops/apps/add-ons/versions.yaml': 'data: { argoCd: v3.5.7 }\n',
    'gitops/apps/local/root/kustomization.yaml': 'resources: [missing.yaml]\n',
  });
  let renderer: Renderer;
  before(async () => {
    const found = await findRenderer(process.env);
    // What is rendered stays the same from case to case.
    const renders = new Map<string, Promise<string>>();
    const render = (folder: string) => {
      const text = renders.get(folder) ?? found.render(folder);
      renders.set(folder, text);
      return text;
    };
    renderer = { ...found, render };
  });

  const installOn = async (
    cluster: Cluster,
    { repository = REPOSITORY, argoCdManifest }: { repository?: string; argoCdManifest?: string } = {},
  ) => {
    const lines: string[] = [];
    const report = (line: string) => lines.push(line);
    const { kubectl } = cluster;
    const error = await install({ repository, facts, argoCdManifest, kubectl, renderer, report }).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { lines, error, words: cluster.calls.map(({ words }) => words) };
  };
  const withArgoCd = () => createCluster(['namespace/argocd', 'configmap/argocd-cm']);

  it('leaves an Argo CD that is there as it is, and adds only its configuration and the root Application', async () => {
    const { words, error } = await installOn(withArgoCd());
    assert.equal(error, undefined);
    assert.deepEqual(words, [NAMESPACE, CONFIGURATION, PATCH, ESTABLISHED, APPLY]);
  });

  for (const [what, objects] of [
    ['there is nothing', []],
    ['there is an empty namespace', ['namespace/argocd']],
    ['an Argo CD that was removed has left its CRDs', ['crd/applications.argoproj.io', 'crd/appprojects.argoproj.io']],
  ] as const) {
    it(`installs the Argo CD of versions.yaml where ${what}, configures it, and then does the same`, async () => {
      const cluster = createCluster(objects);
      const { words, error } = await installOn(cluster);
      assert.equal(error, undefined);
      assert.match(version, /^v\d+\.\d+\.\d+$/);
      assert.deepEqual(
        words.filter((each) => !each.startsWith('get ')),
        [
          'apply --server-side -f -',
          `apply --server-side --force-conflicts -n argocd -f ${manifest}`,
          PATCH,
          FINISHED,
          ESTABLISHED,
          APPLY,
        ],
      );
      const [namespace] = cluster.calls.flatMap(({ input }) => (input ? parseObjects(input) : []));
      assert.equal(namespace?.kind, 'Namespace');
      const annotations = { [UNFINISHED]: manifest };
      assert.deepEqual(namespace.metadata, { name: 'argocd', labels: INSTALLED, annotations });
    });
  }

  for (const [given, taken] of [
    ['http://mirror.umi.kr/VERSION.yaml', `http://mirror.umi.kr/${version}.yaml`],
    ['/srv/install.yaml', '/srv/install.yaml'],
    ['mirror/install.yaml', 'mirror/install.yaml'],
  ] as const)
    it(`takes Argo CD from ${given}, where that is named instead of what the facts say`, async () => {
      const { words, lines } = await installOn(createCluster([]), { argoCdManifest: given });
      assert.ok(words.includes(`apply --server-side --force-conflicts -n argocd -f ${taken}`));
      assert.equal(lines[0], `installing Argo CD ${version} from ${taken}`);
    });

  describe('killed and started anew', () => {
    let whole: Cluster;
    before(async () => {
      whole = createCluster([]);
      await installOn(whole);
    });

    it('comes to the same end, wherever it was killed: before a call, in the middle of it, or after it', async () => {
      const points = whole.calls.flatMap((call, index) => call.parts.map((part) => ({ index, part })));
      assert.ok(points.length >= 20, `${points.length} points`);
      for (const { index, part } of points) {
        const cluster = createCluster([]);
        cluster.dieAt(index, part);
        const { error } = await installOn(cluster);
        assert.ok(error instanceof KubectlError);
        cluster.recover();
        assert.equal((await installOn(cluster)).error, undefined);
        assert.deepEqual(cluster.objects(), whole.objects(), `call ${index}, ${part}`);
      }
    });

    it('changes nothing, where it had come to its end', async () => {
      const before = whole.objects();
      await installOn(whole);
      assert.deepEqual(whole.objects(), before);
    });
  });

  it('applies the root Application of the environment and its project, and nothing else', async () => {
    const cluster = withArgoCd();
    await installOn(cluster);
    const objects = parseObjects(cluster.calls.at(-1)?.input ?? '');
    assert.deepEqual(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`),
      [`AppProject argocd/${facts.name}`, `Application argocd/${facts.name}`],
    );
    const { project, source } = objects[1]?.spec as { project: string; source: Record<string, string> };
    assert.equal(project, facts.name);
    assert.deepEqual(source, {
      repoURL: facts.repository,
      targetRevision: facts.branch,
      path: 'gitops/apps/local',
    });
  });

  it('patches a file that has nothing but the health of Applications and of CRDs', () => {
    const { data, ...rest } = parse(readFileSync('gitops/argo-cd/argocd-cm.yaml', 'utf8')) as { data: object };
    assert.deepEqual(rest, {});
    assert.deepEqual(Object.keys(data), [
      'resource.customizations.health.argoproj.io_Application',
      'resource.customizations.health.apiextensions.k8s.io_CustomResourceDefinition',
    ]);
  });

  it('reports what it does, and what kubectl says of it', async () => {
    const { lines } = await installOn(withArgoCd());
    assert.deepEqual(lines, [
      'Argo CD is there: left as it is',
      "Argo CD's configuration: the health of Applications and of CRDs",
      'the root Application, which applies gitops/apps/local',
      `  AppProject/${facts.name} serverside-applied`,
      `  Application/${facts.name} serverside-applied`,
    ]);
  });

  for (const refused of [
    NAMESPACE,
    'apply --server-side -f -',
    'install.yaml',
    'patch',
    FINISHED,
    ESTABLISHED,
    APPLY,
  ]) {
    it(`does nothing more where kubectl fails at: ${refused}`, async () => {
      const cluster = createCluster([]);
      cluster.refuse(refused);
      const { error, words } = await installOn(cluster);
      assert.ok(error instanceof KubectlError);
      assert.ok(words.at(-1)?.includes(refused));
      assert.equal(words.filter((each) => each.includes(refused)).length, 1);
    });
  }

  it('fails with kustomize’s words where the root Application does not build, before anything is changed', async () => {
    const { error, words } = await installOn(withArgoCd(), { repository: broken });
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'RenderError');
    assert.match(error.message, /missing\.yaml/);
    assert.deepEqual(words, []);
  });
});
