import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { readFacts } from '../facts.ts';
import { findEnvironments } from '../render/kustomizations.ts';
import type { RenderedObject } from '../render/objects.ts';
import { findRenderer, type Renderer } from '../render/renderer.ts';
import { temporaryTree } from '../render/test-tree.ts';
import { CONFIGURATION, readConfiguration } from './configuration.ts';

const WORKFLOW = '.github/workflows/verify.yaml';
const PART = '../notifications';
const name = ({ kind, metadata }: RenderedObject) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

describe('the notifications of Argo CD', () => {
  const { folder, add } = temporaryTree({});
  for (const part of ['gitops/apps', 'gitops/projects', 'kustomize/facts'])
    cpSync(part, join(folder, part), { recursive: true });
  let renderer: Renderer;
  before(async () => {
    renderer = await findRenderer(process.env);
  });

  /** The environment as it is without the optional part, or with the one line that takes it. */
  const render = (environment: string, takesIt: boolean) => {
    const path = join('gitops/apps', environment, 'kustomization.yaml');
    const document = parseDocument(readFileSync(path, 'utf8'));
    const { resources } = document.toJS() as { resources: readonly string[] };
    const others = resources.filter((resource) => resource !== PART);
    document.set('resources', takesIt ? [...others, PART] : others);
    add({ [path]: document.toString() });
    return renderer.renderObjects(join(folder, 'gitops/apps', environment));
  };

  for (const environment of findEnvironments('.')) {
    let taken: Promise<readonly RenderedObject[]> | undefined;
    const renderTaken = () => (taken ??= render(environment, true));

    it(`are taken by ${environment} by one line, with its facts, and change nothing else there`, async () => {
      const facts = readFacts('.', environment);
      const without = new Set((await render(environment, false)).map((object) => JSON.stringify(object)));
      const objects = await renderTaken();
      const more = objects.filter((object) => !without.has(JSON.stringify(object)));
      assert.equal(objects.length, without.size + 2);
      assert.deepEqual(more.map(name).sort(), [
        `AppProject argocd/${facts.name}-notifications`,
        `Application argocd/${facts.name}-notifications`,
      ]);
      const specs = new Map(more.map(({ kind, spec }) => [kind, spec]));
      const { project, source } = specs.get('Application') as { project: string; source: object };
      assert.equal(project, `${facts.name}-notifications`);
      const path = 'gitops/argo-cd/notifications';
      assert.deepEqual(source, { repoURL: facts.repository, targetRevision: facts.branch, path });
      const { sourceRepos } = specs.get('AppProject') as { sourceRepos: readonly string[] };
      assert.deepEqual(sourceRepos, [facts.repository]);
    });

    it(`are subscribed to for the skill of ${environment} alone`, async () => {
      const { subscriptions } = readConfiguration();
      assert.deepEqual(
        subscriptions.map(({ selector }) => selector),
        ['app.kubernetes.io/part-of=mrdebugger'],
      );
      const subscribed = (await renderTaken()).filter(
        ({ metadata }) =>
          (metadata as { labels?: Record<string, string> }).labels?.['app.kubernetes.io/part-of'] === 'mrdebugger',
      );
      assert.deepEqual(subscribed.map(name), [`Application argocd/${readFacts('.', environment).name}-skill`]);
    });
  }

  it('are one ConfigMap, which their project allows, and which Argo CD never deletes', async () => {
    const objects = await renderer.renderObjects('gitops/argo-cd/notifications');
    assert.deepEqual(objects.map(name), ['ConfigMap argocd/argocd-notifications-cm']);
    const { annotations } = objects[0]?.metadata as { annotations?: Record<string, string> };
    assert.equal(annotations?.['argocd.argoproj.io/sync-options'], 'Prune=false,Delete=false');
    const { spec } = parse(readFileSync('gitops/apps/notifications/project.yaml', 'utf8')) as {
      spec: Record<string, unknown>;
    };
    assert.deepEqual(spec.namespaceResourceWhitelist, [{ group: '', kind: 'ConfigMap' }]);
    assert.deepEqual(spec.clusterResourceWhitelist, []);
    assert.deepEqual(spec.destinations, [{ server: 'https://kubernetes.default.svc', namespace: 'argocd' }]);
  });

  it('name only triggers, templates and services that exist, and use all of them', () => {
    const { services, triggers, templates, subscriptions } = readConfiguration();
    const sorted = (names: Iterable<string>) => [...new Set(names)].sort();
    assert.deepEqual(sorted(subscriptions.flatMap((each) => each.triggers)), sorted(triggers.keys()));
    assert.deepEqual(sorted(subscriptions.flatMap((each) => each.recipients)), sorted(services.keys()));
    const conditions = [...triggers.values()].flat();
    assert.deepEqual(sorted(conditions.flatMap(({ send }) => send)), sorted(templates.keys()));
    for (const [template, { webhook }] of templates)
      assert.deepEqual(Object.keys(webhook), [...services.keys()], template);
  });

  it('are sent once for a commit, which is always a hash', () => {
    for (const [trigger, conditions] of readConfiguration().triggers)
      for (const { when, oncePer } of conditions) {
        const [, revision] =
          /\((app\.status\.[\w.?]+revision) \?\? ''\) matches '\^\[0-9a-f\]\{40\}\$'/.exec(when) ?? [];
        assert.ok(revision, `${trigger}: ${when}`);
        assert.ok(oncePer?.includes(revision.replaceAll('?', '')), `${trigger}: ${oncePer ?? 'no oncePer'}`);
      }
  });

  it('have no token in them, and name the key of the Secret that has it', () => {
    const text = readFileSync(CONFIGURATION, 'utf8');
    assert.deepEqual(text.match(/\$[A-Za-z][\w-]*/g), ['$github-token']);
    assert.doesNotMatch(text, /gh[a-z]_|github_pat_/);
  });

  it('start a workflow that exists, with all of its inputs', () => {
    const { path, body } = readConfiguration().templates.get('mrdebugger-verify')?.webhook.github ?? {};
    assert.match(path ?? '', /\/actions\/workflows\/verify\.yaml\/dispatches$/);
    assert.ok(existsSync(WORKFLOW));
    const { on } = parse(readFileSync(WORKFLOW, 'utf8')) as {
      on: { workflow_dispatch: { inputs: Record<string, unknown> } };
    };
    const names = [...(body ?? '').matchAll(/"(\w+)" [.(]/g)].map(([, word]) => word);
    assert.deepEqual(names, ['ref', 'inputs', ...Object.keys(on.workflow_dispatch.inputs)]);
  });
});
