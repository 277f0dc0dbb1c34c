import assert from 'node:assert/strict';
import { generate, isApplicationSet, type Tree } from './application-set.ts';

const HERE = 'https://example.com/shop.git';

const CONTENTS: Readonly<Record<string, unknown>> = {
  'clusters/a/config.json': { cluster: { name: 'a', size: 3 }, isLive: true },
  'clusters/b/config.json': [{ cluster: { name: 'b1' } }, { cluster: { name: 'b2' } }],
  'clusters/c/broken.json': undefined,
  'config.json': { cluster: { name: 'top' } },
};
const TREE: Tree = {
  folders: ['.hidden', '.hidden/x', 'apps', 'apps/Shop_One', 'apps/blog', 'apps/blog/base', 'apps/old', 'clusters/a'],
  files: Object.keys(CONTENTS),
  contentOf: (file) => CONTENTS[file],
  isHere: (repoURL) => repoURL === HERE,
};

/** An ApplicationSet that makes Applications of this name and path. */
const set = (generators: readonly unknown[], name: string, more: object = {}, path = 'p') => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', metadata: { name: 'set', namespace: 'argo' } },
  spec: { generators, template: { metadata: { name }, spec: { source: { path } } }, ...more } as never,
});
const made = (...words: Parameters<typeof set>) => {
  const { applications, unseen } = generate(set(...words), TREE);
  return [
    ...applications.map(({ metadata, spec }) => `${metadata.name} ${spec.source?.path ?? ''}`),
    ...unseen.map(({ en }) => en),
  ];
};
const directories = (...paths: readonly (string | object)[]) => [
  { git: { repoURL: HERE, directories: paths.map((path) => (typeof path === 'string' ? { path } : path)) } },
];
const files = (...paths: readonly string[]) => [{ git: { repoURL: HERE, files: paths.map((path) => ({ path })) } }];

describe('ApplicationSets', () => {
  it('make an Application of each element of a list, in the namespace of the set', () => {
    const list = [
      {
        list: {
          elements: [
            { name: 'a', port: 80, on: false },
            { name: 'b', nested: { x: 'y' } },
          ],
        },
      },
    ];
    assert.deepEqual(made(list, '{{name}}'), ['a p', 'b p']);
    assert.deepEqual(made(list, '{{ .name }}', { goTemplate: true }), ['a p', 'b p']);
    const [first] = generate(set(list, 'x'), TREE).applications;
    assert.deepEqual(
      [first?.apiVersion, first?.kind, first?.metadata.namespace],
      ['argoproj.io/v1alpha1', 'Application', 'argo'],
    );
  });

  it('make an Application of each folder that a pattern takes, but those that are excluded or hidden', () => {
    assert.deepEqual(
      made(directories('apps/*', { path: 'apps/old', exclude: true }), '{{path.basename}}', {}, '{{path}}'),
      ['Shop_One apps/Shop_One', 'blog apps/blog'],
    );
    assert.deepEqual(made(directories('*'), '{{path}}'), ['apps p']);
  });

  it('fill in all that is known of a path, in both kinds of templates', () => {
    const one = directories('apps/Shop*');
    for (const [template, name] of [
      ['{{path[0]}}-{{path.basenameNormalized}}', 'apps-shop-one'],
      ['{{ .path.basename }}', 'Shop_One'],
      ['{{index .path.segments 1}}', 'Shop_One'],
      ['{{- .path.path -}}', 'apps/Shop_One'],
    ] as const)
      assert.deepEqual(made(one, template), [`${name} p`]);
  });

  it('make an Application of each object in the files that a pattern takes', () => {
    assert.deepEqual(made(files('clusters/*/config.json'), '{{cluster.name}}', {}, '{{path}}/{{path.filename}}'), [
      'a clusters/a/config.json',
      'b1 clusters/b/config.json',
      'b2 clusters/b/config.json',
    ]);
    assert.deepEqual(made(files('config.json'), '{{.cluster.name}}', {}, '{{.path.path}}'), ['top .']);
  });

  it('fill in values, which may be made of the other parameters', () => {
    const [generator] = directories('apps/blog');
    const git = { ...generator?.git, values: { team: '{{path.basename}}-team' } };
    assert.deepEqual(made([{ git }], '{{values.team}}'), ['blog-team p']);
  });

  const notFollowed: readonly [what: string, words: Parameters<typeof set>, said: readonly string[]][] = [
    [
      'other generators',
      [[{ clusters: {} }, { matrix: { generators: [] } }], 'a'],
      ['its generator clusters', 'its generator matrix'],
    ],
    ['a selector', [[{ list: { elements: [] }, selector: {} }], 'a'], ['its generator list, selector']],
    [
      'another repository',
      [[{ git: { repoURL: 'https://example.com/other', directories: [] } }], 'a'],
      ['its generator git'],
    ],
    [
      'a prefix of parameters',
      [[{ git: { repoURL: HERE, files: [], pathParamPrefix: 'my' } }], 'a'],
      ['its generator git'],
    ],
    ['elements that are YAML', [[{ list: { elementsYaml: '[]' } }], 'a'], ['its generator list']],
    ['a template of its own', [[{ list: { elements: [], template: {} } }], 'a'], ['its generator list']],
    ['a file that cannot be read', [files('clusters/c/*'), 'a'], ['its generator git']],
    ['nothing that generates', [[{}], 'a'], ['its generator ']],
    [
      'functions, once for all Applications',
      [directories('apps/*'), '{{ .path.basename | upper }}'],
      ['a template of more than plain fields'],
    ],
    [
      'parameters that are not there',
      [[{ list: { elements: [{}] } }], '{{name}}'],
      ['a template of more than plain fields'],
    ],
    ['a templatePatch', [[], 'a', { templatePatch: 'x' }], ['its templatePatch']],
  ];
  for (const [what, words, said] of notFollowed)
    it(`say that ${what} is not followed`, () => {
      assert.deepEqual(
        made(...words),
        said.map((each) => `ApplicationSet set: ${each} is not followed`),
      );
    });

  it('are nothing without generators, and none without a spec', () => {
    assert.deepEqual(made(undefined as never, 'a'), []);
    assert.deepEqual(made(null as never, 'a'), []);
    assert.equal(isApplicationSet({ ...set([], 'a'), spec: null }), false);
    assert.equal(isApplicationSet({ ...set([], 'a'), apiVersion: 'v1' }), false);
  });
});
