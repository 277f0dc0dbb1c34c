import assert from 'node:assert/strict';
import { farInputs, filesOf, kustomizationsIn, topOf } from './kustomizations.ts';

/** Files by their paths, without the blanks before each line that a test has. */
function read(files: Readonly<Record<string, string>>) {
  const all = kustomizationsIn(Object.entries(files).map(([path, text]) => ({ path, text })));
  const of = (folder: string) => {
    const found = all.find((each) => each.folder === folder);
    assert.ok(found, `no kustomization in ${folder}`);
    return found;
  };
  return {
    all,
    tops: topOf(all).map(({ folder }) => folder),
    far: (folder: string) => farInputs(of(folder), all),
    files: (folder: string) => [...filesOf(of(folder), all)].sort(),
  };
}

describe('kustomizations of a repository', () => {
  it('are found by each name that kustomize knows, at the root too', () => {
    const names = ['a/kustomization.yaml', 'b/kustomization.yml', 'c/Kustomization', 'kustomization.yaml'];
    const { tops } = read(Object.fromEntries([...names, 'd/kustomize.yaml'].map((name) => [name, ''])));
    assert.deepEqual(tops, ['a', 'b', 'c', '.']);
  });

  it('are not what other programs keep in files of this name', () => {
    const flux = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: { path: ./apps }\n';
    assert.deepEqual(read({ 'a/kustomization.yaml': flux }).all, []);
  });

  it('on top are those that no other takes in, however it writes the path', () => {
    const base = '';
    for (const path of ['../base', '../base/', './../base', '../../shop/base', '"../base/."', '../overlay/../base'])
      assert.deepEqual(
        read({ 'shop/base/kustomization.yaml': base, 'shop/overlay/kustomization.yaml': `resources: [${path}]` }).tops,
        ['shop/overlay'],
        path,
      );
  });

  it('on top are not components, nor what the root takes in, nor what a root is taken in by', () => {
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
    assert.deepEqual(
      read({ 'c/kustomization.yaml': component, 'kustomization.yaml': 'resources: [./a/]', 'a/kustomization.yml': '' })
        .tops,
      ['.'],
    );
    assert.deepEqual(read({ 'kustomization.yaml': '', 'a/kustomization.yaml': 'resources: [..]' }).tops, ['a']);
  });

  it('on top is one of those that take in each other, and one of two in a folder, since building it says what is wrong', () => {
    assert.deepEqual(
      read({ 'a/kustomization.yaml': 'resources: [../b]', 'b/kustomization.yaml': 'resources: [../a]' }).tops,
      ['a'],
    );
    assert.deepEqual(read({ 'a/kustomization.yaml': 'resources: [.]' }).tops, ['a']);
    assert.deepEqual(read({ 'a/kustomization.yaml': '', 'a/kustomization.yml': '' }).tops, ['a']);
  });

  it('take in every file that they name, and what those that they take in name', () => {
    const { files } = read({
      'base/kustomization.yaml': 'resources: [web.yaml, ../more]\nbases: [../old]\ncrds: [crd.yaml]\n',
      'old/kustomization.yaml': 'resources: [old.yaml]\n',
      'overlay/kustomization.yaml': `
resources: [../base]
components: [../part]
patches: [{ path: patches/a.yaml }, { patch: "kind: Inline\\nmetadata: { name: a }" }, { path: ./b.yaml, target: { kind: Pod } }]
patchesStrategicMerge:
  - c.yaml
  - |-
    kind: Inline
    metadata: { name: b }
patchesJson6902: [{ path: d.json }]
replacements: [{ path: e.yaml }, { source: { kind: A } }]
configurations: [f.yaml]
transformers: [g.yaml]
validators: [v.yaml]
configMapGenerator: [{ name: a, files: [h.yaml, "key=i.json"], envs: [j.env] }]
secretGenerator: [{ name: b, env: k.env }]
openapi: { path: l.json }
`,
      'part/kustomization.yaml': 'kind: Component\nresources: [m.yaml]\n',
    });
    assert.deepEqual(files('base'), [
      'base/crd.yaml',
      'base/kustomization.yaml',
      'base/web.yaml',
      'more',
      'old/kustomization.yaml',
      'old/old.yaml',
    ]);
    const own = [
      'b.yaml',
      'c.yaml',
      'd.json',
      'e.yaml',
      'f.yaml',
      'g.yaml',
      'h.yaml',
      'i.json',
      'j.env',
      'k.env',
      'kustomization.yaml',
      'l.json',
      'patches/a.yaml',
      'v.yaml',
    ];
    assert.deepEqual(
      files('overlay').filter((file) => file.startsWith('overlay/')),
      own.map((file) => `overlay/${file}`),
    );
    assert.ok(files('overlay').includes('base/web.yaml') && files('overlay').includes('part/m.yaml'));
  });

  const addresses = [
    'https://github.com/org/repo//path?ref=v1',
    'https://raw.githubusercontent.com/org/repo/main/crd.yaml',
    'http://example.com/repo.git',
    'github.com/org/repo/path?ref=v1',
    'github.com:org/repo',
    'GitHub.com/org/repo',
    'git@github.com:org/repo.git//path',
    'git@gitlab.example.com/org/repo',
    'org-123@github.com:org/repo',
    'ssh://git@example.com:22/org/repo',
    'git::https://example.com/org/repo',
    'gh:org/repo',
    'file:///srv/repo.git',
    'https://dev.azure.com/org/project/_git/repo?version=v1',
  ];
  for (const address of addresses)
    it(`need what ${address} has`, () => {
      const { far, files } = read({
        'a/kustomization.yaml': `resources: ['${address}']`,
        'b/kustomization.yaml': 'resources: [../a]',
      });
      assert.deepEqual([far('a'), far('b'), files('a')], [[address], [address], ['a/kustomization.yaml']]);
    });

  it('need nothing from afar for a path that only looks a little like an address', () => {
    const paths = [
      'github.com.yaml',
      'apps.example.com/web',
      'a@b',
      'base?x=1',
      'https/a.yaml',
      'my_git.yaml',
      '../git@2',
    ];
    assert.deepEqual(read({ 'a/kustomization.yaml': JSON.stringify({ resources: paths }) }).far('a'), []);
  });

  it('need an address that is not among the resources', () => {
    for (const field of [
      'patches: [{ path: "URL" }]',
      'components: ["URL"]',
      'configMapGenerator: [{ files: ["a=URL"] }]',
    ])
      assert.deepEqual(
        read({ 'a/kustomization.yaml': field.replace('URL', 'https://example.com/a') }).far('a'),
        ['https://example.com/a'],
        field,
      );
  });

  it('need charts, and what plugins make that are no part of kustomize', () => {
    const { far } = read({
      'charts/kustomization.yaml':
        'helmCharts: [{ name: minio, repo: https://example.com }]\nhelmChartInflationGenerator: [{ chartName: old }]\n',
      'plugins/kustomization.yaml': `
generators:
  - ./secrets.yaml
  - chart.yaml
  - |-
    apiVersion: example.com/v1
    kind: Inline
    metadata: { name: a }
transformers: [prefix.yaml, gone.yaml]
`,
      'plugins/secrets.yaml': 'apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: { name: s }\n',
      'plugins/chart.yaml':
        'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: { name: c }\nname: redis\n',
      'plugins/prefix.yaml': 'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: { name: p }\nprefix: a-\n',
    });
    assert.deepEqual(far('charts'), ['chart minio', 'chart old']);
    assert.deepEqual(far('plugins'), ['plugin ksops', 'chart redis', 'plugin Inline']);
  });

  for (const text of [
    '',
    '[]',
    'a: [',
    'resources:',
    'resources: web.yaml',
    'resources: [1, null, {}]',
    'patches: [a]',
    'openapi:',
    'resources: !x [a]',
  ])
    it(`can be read as far as they can be: ${text || 'empty'}`, () => {
      const { tops, far } = read({ 'a/kustomization.yaml': text });
      assert.deepEqual([tops, far('a')], [['a'], []]);
    });
});
