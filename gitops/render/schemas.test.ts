import assert from 'node:assert/strict';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { findComponents, findKustomizations } from './kustomizations.ts';
import type { RenderedObject } from './objects.ts';
import { overlayWith } from './overlay-with.ts';
import { findRenderer } from './renderer.ts';
import { fieldProblems, hasSchema, valueProblems } from './schemas.ts';

/** What no schema is known for; .github/delivery.registry.ts has its own program judge it. */
const WITHOUT_SCHEMA: readonly string[] = ['policies.kyverno.io/v1 NamespacedImageValidatingPolicy'];

describe('what the kustomizations of this repository render', () => {
  const rendered: RenderedObject[] = [];
  const files = temporaryFiles();
  before(async () => {
    const renderer = await findRenderer(process.env);
    const folders = findKustomizations('.');
    // An overlay of ours, and all optional parts on it.
    files.file('kustomization.yaml', overlayWith(files.folder, 'kustomize/overlays/local', findComponents('.')));
    folders.push('gitops/apps/notifications', 'gitops/argo-cd/notifications', files.folder);
    rendered.push(...(await Promise.all(folders.map((folder) => renderer.renderObjects(folder)))).flat());
  });

  /** A copy of a rendered object with other fields in its spec, by the path of what they are in. */
  const broken = (kind: string, path: readonly (string | number)[], fields: object): RenderedObject => {
    const copy = structuredClone(rendered.find((object) => object.kind === kind));
    assert.ok(copy, `no ${kind} is rendered`);
    const place = path.reduce((at, step) => (at as Record<string, unknown>)[step] as object, copy.spec as object);
    Object.assign(place, fields);
    return copy;
  };

  it('is of kinds and API versions with a schema, but for those that are known to have none', async () => {
    const without = new Set<string>();
    for (const object of rendered) if (!(await hasSchema(object))) without.add(`${object.apiVersion} ${object.kind}`);
    assert.deepEqual([...without].sort(), WITHOUT_SCHEMA);
  });

  it('has only values of the types of their schemas', async () => {
    assert.deepEqual((await Promise.all(rendered.map(valueProblems))).flat(), []);
  });

  it('has only fields that its schemas know', () => {
    const known = rendered.filter(({ apiVersion, kind }) => !WITHOUT_SCHEMA.includes(`${apiVersion} ${kind}`));
    assert.deepEqual(fieldProblems(known), []);
  });

  const wrongValues: readonly [string, readonly (string | number)[], object, string][] = [
    ['Certificate', [], { dnsNames: 'a.example.com' }, 'data/spec/dnsNames must be array'],
    ['Gateway', ['servers', 0, 'port'], { number: '443' }, 'data/spec/servers/0/port/number must be integer'],
    ['Deployment', [], { replicas: '2' }, 'data/spec/replicas must be integer'],
    ['Deployment', [], { replicas: 1.5 }, 'data/spec/replicas must be integer'],
    ['AuthorizationPolicy', ['rules', 0], { from: {} }, 'data/spec/rules/0/from must be array'],
  ];
  for (const [kind, path, fields, problem] of wrongValues) {
    it(`would not pass, where ${kind} has ${JSON.stringify(fields)}`, async () => {
      const object = broken(kind, path, fields);
      const [found = '', ...others] = await valueProblems(object);
      assert.ok(found.startsWith(`${kind} ${object.metadata.name}: ${problem}`), found);
      assert.deepEqual(others, []);
    });
  }

  it('would not pass, where a field is misspelt', () => {
    const problems = fieldProblems([
      broken('Certificate', [], { secretNam: 'a' }),
      broken('Gateway', ['servers', 0, 'port'], { numbre: 443 }),
      broken('Deployment', ['template', 'spec', 'containers', 0], { imag: 'a' }),
    ]);
    const fields = problems.map((problem) => /^(\w+) .* '"(\w+)"' does not exist in type /.exec(problem)?.slice(1));
    assert.deepEqual(fields, [
      ['Certificate', 'secretNam'],
      ['Gateway', 'numbre'],
      ['Deployment', 'imag'],
    ]);
  });

  it('would pass, where a field in the rules of an AuthorizationPolicy is misspelt: only a cluster sees that', async () => {
    const object = broken('AuthorizationPolicy', ['rules', 0], { form: [] });
    assert.deepEqual([...fieldProblems([object]), ...(await valueProblems(object))], []);
  });
});
