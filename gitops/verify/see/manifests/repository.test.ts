import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRenderer, type Renderer } from '../../../render/renderer.ts';
import { temporaryTree } from '../../../render/test-tree.ts';
import { readRepository } from './repository.ts';

const CONFIG = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\n`;
const HERE = 'https://example.com/org/shop.git';

/** An Application; of `spec`, what differs. */
const APPLICATION = (name: string, source: object | readonly object[], destination: object = { namespace: 'shop' }) =>
  `${JSON.stringify({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, namespace: 'argocd' } },
    spec: { ...(Array.isArray(source) ? { sources: source } : { source }), destination },
  })}\n`;
const AT = (path: string, more: object = {}) => ({ repoURL: HERE, path, ...more });

/** What lands, all rendered. */
async function readAll(...of: Parameters<typeof readRepository>) {
  const { landings, ...others } = await readRepository(...of);
  return { ...others, landings: await Promise.all(landings.map((landing) => landing())) };
}

describe('readRepository', () => {
  let kustomize: Renderer;
  before(async () => {
    kustomize = await findRenderer(process.env);
  });

  const tree = temporaryTree({});
  let count = 0;
  /** What lands where, of a repository of these files; by the name of each landing. */
  const read = async (files: Readonly<Record<string, string>>, within = '', remotes: readonly string[] = [HERE]) => {
    const name = `${++count}`;
    tree.add(Object.fromEntries(Object.entries(files).map(([path, text]) => [join(name, path), text])));
    const root = join(tree.folder, name, within);
    const { landings, unreadable, unseen } = await readAll({ root, kustomize, helm: undefined, remotes });
    return {
      unreadable: unreadable.map(({ place: { file, line } }) => `${file}:${line}`),
      unseen: unseen.map(({ en }) => en),
      landings: Object.fromEntries(
        landings.map(({ name: landing, applications, rendered, missing }) => [
          landing,
          {
            applications: applications.map(({ metadata }) => metadata.name),
            objects: rendered.flatMap(({ objects }) =>
              objects.filter(({ kind }) => kind !== 'Application').map(({ metadata }) => metadata.name),
            ),
            missing: missing.map(({ why, isBroken }) => `${isBroken ? 'broken: ' : ''}${why.en}`),
          },
        ]),
      ),
    };
  };
  const landed = async (files: Readonly<Record<string, string>>) => {
    const { landings } = await read(files);
    return Object.fromEntries(
      Object.entries(landings).map(([name, { applications, objects, missing }]) => [
        name,
        [applications, objects, ...(missing.length > 0 ? [missing] : [])],
      ]),
    );
  };

  describe('without Applications', () => {
    it('takes each kustomization that no other takes in, and plain manifests together', async () => {
      assert.deepEqual(
        await landed({
          'base/kustomization.yaml': 'resources: [a.yaml]\n',
          'base/a.yaml': CONFIG('a'),
          'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\n',
          'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\npatches: [{ path: patch.yaml }]\n',
          'two/patch.yaml': `${CONFIG('a')}data: { k: v }\n`,
          'plain/b.yaml': CONFIG('b'),
          'plain/deep/c.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }),
        }),
        { one: [[], ['one-a']], two: [[], ['two-a']], '.': [[], ['b', 'c']] },
      );
    });

    it('keeps plain folders apart that have the same object', async () => {
      assert.deepEqual(await landed({ 'one/a.yaml': CONFIG('a'), 'two/a.yaml': CONFIG('a') }), {
        one: [[], ['a']],
        two: [[], ['a']],
      });
    });

    it('has nothing where there is nothing', async () => {
      assert.deepEqual(await read({ 'README.md': '' }), { landings: {}, unreadable: [], unseen: [] });
    });

    it('says what does not build, what it cannot read, and what is from afar', async () => {
      const { landings, unreadable } = await read({
        'broken/kustomization.yaml': 'resources: [gone.yaml]\n',
        'far/kustomization.yaml': 'resources: [git::https://example.com/a]\n',
        'plain/a.yaml': `${CONFIG('a')}---\n${CONFIG('b')}\tx: y\n`,
        'plain/template.yaml': CONFIG('{{ x }}y'),
        'plain/c.yaml': CONFIG('c'),
      });
      assert.match(landings.broken?.missing[0] ?? '', /^broken: broken does not build: .*gone\.yaml/);
      assert.doesNotMatch(landings.broken?.missing[0] ?? '', new RegExp(tree.folder));
      assert.deepEqual(landings.far?.missing, ['far: it takes in git::https://example.com/a, which is not here']);
      assert.deepEqual([landings.plain?.objects, unreadable], [['c'], ['plain/a.yaml:8']]);
    });
  });

  describe('with Applications', () => {
    it('follows an app of apps, also one that brings itself', async () => {
      assert.deepEqual(
        await landed({
          'apps/root.yaml': APPLICATION('root', AT('apps')),
          'apps/shop.yaml': APPLICATION('shop', AT('shop/')),
          'shop/a.yaml': CONFIG('a'),
          'other/b.yaml': CONFIG('b'),
        }),
        { apps: [['root', 'shop'], ['a']] },
      );
      assert.deepEqual(
        await landed({
          'apps/kustomization.yaml': 'resources: [root.yaml, shop.yaml, extra.yaml]\n',
          'apps/root.yaml': APPLICATION('root', AT('./apps')),
          'apps/shop.yaml': APPLICATION('shop', AT('shop')),
          'apps/extra.yaml': CONFIG('extra'),
          'shop/kustomization.yaml': 'resources: [a.yaml]\n',
          'shop/a.yaml': CONFIG('a'),
        }),
        {
          apps: [
            ['root', 'shop'],
            ['extra', 'a'],
          ],
        },
      );
    });

    it('begins somewhere where two bring each other', async () => {
      const { landings } = await read({
        'one/app.yaml': APPLICATION('two', AT('two')),
        'two/app.yaml': APPLICATION('one', AT('one')),
      });
      assert.deepEqual(
        Object.values(landings).map(({ applications }) => applications),
        [['two', 'one']],
      );
    });

    it('takes what two folders bring to one cluster together, and apart where both claim an object', async () => {
      const files = {
        'apps/a/app.yaml': APPLICATION('a', AT('a')),
        'apps/b/app.yaml': APPLICATION('b', AT('b'), { namespace: 'other' }),
        'a/x.yaml': CONFIG('x'),
        'b/x.yaml': CONFIG('x'),
      };
      assert.deepEqual(await landed(files), {
        '.': [
          ['a', 'b'],
          ['x', 'x'],
        ],
      });
      assert.deepEqual(await landed({ ...files, 'apps/b/app.yaml': APPLICATION('b', AT('b')) }), {
        'apps/a': [['a'], ['x']],
        'apps/b': [['b'], ['x']],
      });
    });

    it('judges two environments whose Applications have one name, and not a copy of one', async () => {
      const shop = (environment: string) => APPLICATION('shop', AT(environment));
      const files = {
        'apps/staging/app.yaml': shop('staging'),
        'apps/production/app.yaml': shop('production'),
        'docs/copy.yaml': shop('production'),
        'staging/a.yaml': CONFIG('a'),
        'production/a.yaml': CONFIG('a'),
      };
      assert.deepEqual(await landed(files), {
        'apps/production': [['shop'], ['a']],
        'apps/staging': [['shop'], ['a']],
      });
    });

    it('knows a hub from its clusters, and their projects in each', async () => {
      const { landings } = await read({
        'hub/kustomization.yaml': 'resources: [root.yaml, project.yaml, a.yaml, b.yaml]\n',
        'hub/root.yaml': APPLICATION('root', AT('hub'), {
          server: 'https://kubernetes.default.svc',
          namespace: 'argocd',
        }),
        'hub/project.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: shops }\n',
        'hub/a.yaml': APPLICATION('a', AT('a'), { name: 'cluster-a', namespace: 'shop' }),
        'hub/b.yaml': APPLICATION('b', AT('b'), { server: 'https://b.example.com', namespace: 'shop' }),
        'a/x.yaml': CONFIG('x'),
        'b/x.yaml': CONFIG('x'),
      });
      assert.deepEqual(
        Object.entries(landings).map(([name, { applications, objects }]) => [name, applications, objects]),
        [
          ['hub (in-cluster)', ['root'], ['shops']],
          ['hub (cluster-a)', ['a'], ['x', 'shops']],
          ['hub (https://b.example.com)', ['b'], ['x', 'shops']],
        ],
      );
    });

    it('knows its own repository by any form of its address, and what is from afar', async () => {
      const urls = [
        'git@example.com:org/shop',
        'ssh://git@example.com/org/shop.git',
        'https://me:pw@Example.com/org/Shop/',
      ];
      for (const repoURL of urls) {
        const { landings } = await read({
          'app.yaml': APPLICATION('a', { repoURL, path: 'a' }),
          'a/x.yaml': CONFIG('x'),
          'note.json': JSON.stringify(HERE.replace('.git', '')),
        });
        assert.deepEqual(landings['.']?.objects, ['x'], repoURL);
      }
      const { landings } = await read({
        'app.yaml': APPLICATION('a', [
          AT('a'),
          { repoURL: 'https://example.com/other', path: 'a' },
          { repoURL: 'https://example.com/charts', chart: 'redis' },
        ]),
        'a/x.yaml': CONFIG('x'),
      });
      assert.deepEqual(landings['.']?.objects, ['x']);
      assert.deepEqual(landings['.'].missing, [
        'a of https://example.com/other is not in this repository',
        'chart redis of https://example.com/charts is not in this repository',
      ]);
    });

    it('takes what a fork has for its own, where no remote is named', async () => {
      const { landings } = await read({ 'app.yaml': APPLICATION('a', AT('a')), 'a/x.yaml': CONFIG('x') }, '', [
        'git@example.com:me/fork.git',
      ]);
      assert.deepEqual(landings['.']?.objects, ['x']);
    });

    it('takes a source without a path for the whole repository, and one with only a ref for values', async () => {
      assert.deepEqual(await landed({ 'app.yaml': APPLICATION('a', { repoURL: HERE }), 'x.yaml': CONFIG('x') }), {
        '.': [['a'], ['x']],
      });
      assert.deepEqual(
        await landed({
          'app.yaml': APPLICATION('a', [{ repoURL: HERE, ref: 'values' }, AT('a')]),
          'a/x.yaml': CONFIG('x'),
        }),
        {
          '.': [['a'], ['x']],
        },
      );
    });

    const broken: readonly [what: string, source: object, message: RegExp][] = [
      ['that is not there', AT('gone'), /gone: app path does not exist/],
      ['outside of the repository', AT('../..'), /app path is not in the repository/],
      ['that is absolute', AT('/etc'), /app path is not in the repository/],
      [
        'for two programs',
        AT('a', { kustomize: { namePrefix: 'x-' }, directory: { recurse: true } }),
        /multiple application sources defined: kustomize, directory/,
      ],
      ['that cannot be read', AT('bad'), /bad\/x\.yaml:4:1: /],
      ['of a chart whose values are no YAML', AT('chart', { helm: { values: '[' } }), /helm/],
    ];
    for (const [what, source, message] of broken)
      it(`says what breaks of a path ${what}`, async () => {
        const { landings } = await read({
          'apps/app.yaml': APPLICATION('a', source),
          'a/x.yaml': CONFIG('x'),
          'bad/x.yaml': `${CONFIG('x')}\ty: z\n`,
          'chart/Chart.yaml': 'name: chart\n',
        });
        assert.match(landings.apps?.missing[0] ?? '', message);
      });

    it('names who does not see what: a plugin, and a chart without helm', async () => {
      assert.deepEqual(
        await landed({
          'apps/p.yaml': APPLICATION('p', AT('p', { plugin: { name: 'cdk8s' } })),
          'apps/c.yaml': APPLICATION('c', AT('c')),
          'p/main.json': '{}',
          'c/Chart.yaml': 'name: c\n',
          'c/templates/web.yaml': CONFIG('{{ .Values.name }}'),
        }),
        { apps: [['c', 'p'], [], ['c: it is a Helm chart, and helm is not at hand', 'p: a plugin renders it']] },
      );
    });

    it('tells of a kustomization of Applications that does not build, and reads one with a part from afar', async () => {
      const { landings } = await read({
        'apps/kustomization.yaml': 'resources: [app.yaml, gone.yaml]\n',
        'apps/app.yaml': APPLICATION('a', AT('a')),
        'argocd/kustomization.yaml': 'resources: ["https://example.com/install.yaml", app.yaml]\n',
        'argocd/app.yaml': APPLICATION('b', AT('a')),
        'a/x.yaml': CONFIG('x'),
      });
      assert.match(String(landings.apps?.missing ?? landings['.']?.missing), /apps does not build: .*gone\.yaml/);
      assert.ok(JSON.stringify(landings).includes('argocd: it takes in https://example.com/install.yaml'));
      assert.ok(
        Object.values(landings).some(
          ({ applications, objects }) => applications.includes('b') && objects.includes('x'),
        ),
      );
    });
  });

  describe('plain directories', () => {
    const files = {
      'a/one.yaml': CONFIG('one'),
      'a/two.yml': CONFIG('two'),
      'a/three.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'three' } }),
      'a/values.yaml': 'kind: none\n',
      'a/deep/four.yaml': CONFIG('four'),
    };
    const cases: readonly [directory: object, objects: readonly string[]][] = [
      [{}, ['one', 'three', 'two']],
      [{ recurse: true }, ['four', 'one', 'three', 'two']],
      [{ recurse: true, include: '*.yaml' }, ['four', 'one']],
      [{ recurse: true, include: '{*.yml,deep/*}' }, ['four', 'two']],
      [{ recurse: true, exclude: '*/four.yaml' }, ['one', 'three', 'two']],
      [{ include: '*.yaml', exclude: 'one.*' }, []],
    ];
    for (const [directory, objects] of cases)
      it(`have ${objects.join(', ') || 'nothing'} with ${JSON.stringify(directory)}`, async () => {
        assert.deepEqual(await landed({ ...files, 'app.yaml': APPLICATION('a', AT('a', { directory })) }), {
          '.': [['a'], objects],
        });
      });

    it('are what the Application says, although there is a kustomization', async () => {
      const kustomization = { 'a/kustomization.yaml': 'namePrefix: x-\nresources: [one.yaml]\n' };
      assert.deepEqual(
        await landed({
          ...files,
          ...kustomization,
          'app.yaml': APPLICATION('a', AT('a', { directory: { include: 'one.yaml' } })),
        }),
        {
          '.': [['a'], ['one']],
        },
      );
    });
  });

  describe('files', () => {
    it('are those that git does not ignore; without git, all but those of packages and of tests', async () => {
      const files = {
        'a.yaml': CONFIG('a'),
        'ignored/b.yaml': CONFIG('b'),
        'node_modules/c/c.yaml': CONFIG('c'),
        'testdata/d.yaml': CONFIG('d'),
      };
      assert.deepEqual((await landed(files))['.'], [[], ['a', 'b']]);
      tree.add({ [`${count + 1}/.gitignore`]: 'ignored/\n' });
      execFileSync('git', ['init', '--quiet', join(tree.folder, `${count + 1}`)]);
      assert.deepEqual((await landed(files))['.'], [[], ['a']]);
      assert.deepEqual(
        Object.values(
          (
            await readAll({
              root: join(tree.folder, `${count}`, 'ignored'),
              kustomize,
              helm: undefined,
              remotes: [],
            })
          ).landings,
        ).map(({ rendered }) => rendered[0]?.files),
        [['b.yaml']],
      );
    });

    it('of a folder of a clone are named from its root, and lead to what is beside the folder', async () => {
      execFileSync('git', ['init', '--quiet', join(tree.folder, `${count + 1}`)]);
      const { landings } = await read(
        {
          'gitops/app.yaml': APPLICATION('a', AT('deploy/a')),
          'deploy/a/kustomization.yaml': 'resources: [../base]\n',
          'deploy/base/kustomization.yaml': 'resources: [x.yaml]\n',
          'deploy/base/x.yaml': CONFIG('x'),
          'other/app.yaml': APPLICATION('b', AT('deploy/b')),
        },
        'gitops',
      );
      assert.deepEqual(landings, { gitops: { applications: ['a'], objects: ['x'], missing: [] } });
    });

    it('may be folders that are called like files, and links that lead nowhere', async () => {
      tree.add({ [`${count + 1}/dir.yaml/a.yaml`]: CONFIG('a') });
      symlinkSync('gone', join(tree.folder, `${count + 1}`, 'link.yaml'));
      assert.deepEqual((await landed({}))['dir.yaml'] ?? (await landed({})), [[], ['a']]);
    });
  });

  describe('options of an Application for kustomize', () => {
    const files = {
      'apps/base/kustomization.yaml':
        'resources: [web.yaml]\nimages: [{ name: web, newName: registry.example.com/web, newTag: v1 }]\nnamePrefix: old-\n',
      'apps/base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
`,
      'apps/base/patch.yaml': '- op: add\n  path: /spec/paused\n  value: true\n',
      'apps/part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -part\n',
    };
    const rendered = async (options: object) => {
      const name = `${++count}`;
      tree.add(
        Object.fromEntries(
          Object.entries({ ...files, 'app.yaml': APPLICATION('a', AT('apps/base', { kustomize: options })) }).map(
            ([path, text]) => [join(name, path), text],
          ),
        ),
      );
      const { landings } = await readAll({
        root: join(tree.folder, name),
        kustomize,
        helm: undefined,
        remotes: [],
      });
      assert.deepEqual(
        landings.flatMap(({ missing }) => missing),
        [],
      );
      const [object] = landings.flatMap((landing) =>
        landing.rendered.flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'Deployment')),
      );
      return JSON.stringify(object);
    };
    const cases: readonly [options: object, parts: readonly string[]][] = [
      [{}, ['"name":"old-web"', '"image":"registry.example.com/web:v1"']],
      [{ images: ['web=mirror.example.com:5000/web:v2'] }, ['"image":"mirror.example.com:5000/web:v2"']],
      [{ images: ['web:v3'] }, ['"image":"web:v3"']],
      [{ images: ['web=*:v4'] }, ['"image":"registry.example.com/web:v4"']],
      [{ images: [`web=other@sha256:${'a'.repeat(64)}`] }, [`"image":"other@sha256:${'a'.repeat(64)}"`]],
      [{ namePrefix: 'new-', nameSuffix: '-x' }, ['"name":"new-web-x"']],
      [{ namespace: 'blue' }, ['"namespace":"blue"']],
      [{ replicas: [{ name: 'web', count: '3' }] }, ['"replicas":3']],
      [{ commonLabels: { team: 'a' } }, ['"matchLabels":{"app":"web","team":"a"}']],
      [
        { commonLabels: { team: 'a' }, labelWithoutSelector: true },
        ['"labels":{"team":"a"}', '"matchLabels":{"app":"web"}'],
      ],
      [{ commonAnnotations: { by: 'argo' } }, ['"annotations":{"by":"argo"}']],
      [{ patches: [{ path: 'patch.yaml', target: { kind: 'Deployment' } }] }, ['"paused":true']],
      [
        { patches: [{ patch: '- { op: replace, path: /spec/replicas, value: 7 }', target: { kind: 'Deployment' } }] },
        ['"replicas":7'],
      ],
      [{ components: ['../part'] }, ['"name":"old-web-part"']],
    ];
    for (const [options, parts] of cases)
      it(`${JSON.stringify(options).slice(0, 90)} make ${parts.join(' and ').slice(0, 90)}`, async () => {
        const object = await rendered(options);
        for (const part of parts) assert.ok(object.includes(part), object);
      });

    it('leave nothing behind', async () => {
      const before = readdirSync(tmpdir()).filter((name) => name.startsWith('umi-verify-'));
      await rendered({ namespace: 'blue' });
      assert.deepEqual(
        readdirSync(tmpdir()).filter((name) => name.startsWith('umi-verify-') && !before.includes(name)),
        [],
      );
    });
  });
});
