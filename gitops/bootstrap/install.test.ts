import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readFacts } from '../facts.ts';
import { KubectlError, type Kubectl } from '../kubectl.ts';
import { parseObjects } from '../render/objects.ts';
import { findRenderer, type Renderer } from '../render/renderer.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { install } from './install.ts';

const REPOSITORY = '.';
const IS_THERE = 'get crd/applications.argoproj.io --ignore-not-found -o json';
const PATCH = '-n argocd patch configmap/argocd-cm --type=merge --patch-file gitops/argo-cd/argocd-cm.yaml';
const APPLY = 'apply --server-side --force-conflicts --field-manager=argocd-controller -f -';

describe('install', () => {
  const facts = readFacts(REPOSITORY, 'local');
  const versions = parse(readFileSync('gitops/apps/add-ons/versions.yaml', 'utf8')) as { data: { argoCd: string } };
  const version = versions.data.argoCd;
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

  /** Installs with a kubectl that only notes what it is called with. */
  const installWith = async (answer: (words: string) => string, repository = REPOSITORY) => {
    const calls: { words: string; input: string | undefined }[] = [];
    const lines: string[] = [];
    const kubectl: Kubectl = (args, input) => {
      const words = args.join(' ');
      calls.push({ words, input });
      return new Promise((resolve) => {
        resolve(answer(words));
      });
    };
    const outcome = install({ repository, facts, kubectl, renderer, report: (line) => lines.push(line) });
    const error = await outcome.then(
      () => undefined,
      (error: unknown) => error,
    );
    return { calls, lines, error, words: calls.map(({ words }) => words) };
  };
  const withArgoCd = (words: string) =>
    words === IS_THERE ? JSON.stringify({ kind: 'CustomResourceDefinition' }) : '';
  const applied = 'appproject.argoproj.io/mrdebugger-local serverside-applied\napplication.argoproj.io/x unchanged\n';

  it('leaves an Argo CD that is there as it is, and adds only its configuration and the root Application', async () => {
    const { words, error } = await installWith(withArgoCd);
    assert.equal(error, undefined);
    assert.deepEqual(words, [IS_THERE, PATCH, APPLY]);
  });

  it('installs the Argo CD of versions.yaml where there is none, waits for it, and then does the same', async () => {
    const { words, calls, error } = await installWith(() => '');
    assert.equal(error, undefined);
    const manifest = `https://raw.githubusercontent.com/argoproj/argo-cd/${version}/manifests/install.yaml`;
    assert.match(version, /^v\d+\.\d+\.\d+$/);
    assert.deepEqual(words, [
      IS_THERE,
      'apply -f -',
      `apply --server-side --force-conflicts -n argocd -f ${manifest}`,
      '-n argocd rollout status statefulset/argocd-application-controller --timeout=300s',
      '-n argocd rollout status deployment/argocd-repo-server --timeout=300s',
      PATCH,
      APPLY,
    ]);
    assert.deepEqual(parseObjects(calls[1]?.input ?? ''), [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
    ]);
  });

  it('applies the root Application of the environment and its project, and nothing else', async () => {
    const { calls } = await installWith(withArgoCd);
    const objects = parseObjects(calls.at(-1)?.input ?? '');
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

  it('patches a file that has nothing but the health of Applications', () => {
    const { data, ...rest } = parse(readFileSync('gitops/argo-cd/argocd-cm.yaml', 'utf8')) as { data: object };
    assert.deepEqual(rest, {});
    assert.deepEqual(Object.keys(data), ['resource.customizations.health.argoproj.io_Application']);
  });

  it('reports what it does, what kubectl says of it, and where to look', async () => {
    const { lines } = await installWith((words) => (words === APPLY ? applied : withArgoCd(words)));
    assert.deepEqual(lines, [
      'Argo CD is there: left as it is',
      "Argo CD's configuration: the health of Applications",
      'the root Application, which applies gitops/apps/local',
      '  appproject.argoproj.io/mrdebugger-local serverside-applied',
      '  application.argoproj.io/x unchanged',
      '',
      `Argo CD now follows ${facts.repository}, branch ${facts.branch}. What it is doing:`,
      '  kubectl -n argocd get applications -w',
      `Soon after: https://${facts.host}/health`,
    ]);
    const { lines: others } = await installWith(() => '');
    assert.equal(others[0], `installing Argo CD ${version}`);
  });

  for (const refused of [IS_THERE, 'apply -f -', 'rollout', 'patch', APPLY]) {
    it(`does nothing more where kubectl fails at: ${refused}`, async () => {
      const failure = new KubectlError('refused');
      const { error, words } = await installWith((words) => {
        if (words.includes(refused)) throw failure;
        return '';
      });
      assert.equal(error, failure);
      assert.ok(words.at(-1)?.includes(refused));
      assert.equal(words.filter((each) => each.includes(refused)).length, 1);
    });
  }

  it('fails with kustomize’s words where the root Application does not build, before anything is changed', async () => {
    const { error, words } = await installWith(withArgoCd, broken);
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'RenderError');
    assert.match(error.message, /missing\.yaml/);
    assert.deepEqual(words, []);
  });
});
