import assert from 'node:assert/strict';
import { temporaryTree } from '../../../render/test-tree.ts';
import { brokenInputs } from './broken-inputs.ts';
import { kustomizationsIn } from './kustomizations.ts';
import { placeText } from './place.ts';

describe('brokenInputs', () => {
  let count = 0;
  const tree = temporaryTree({});
  /** What is wrong in the files of the kustomization in the folder `top`. */
  const brokenIn = (texts: Readonly<Record<string, string>>) => {
    const folder = `${++count}`;
    tree.add(Object.fromEntries(Object.entries(texts).map(([path, text]) => [`${folder}/${path}`, text])));
    const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
    const kustomizations = kustomizationsIn(files);
    const top = kustomizations.find((each) => each.folder === 'top');
    assert.ok(top);
    const found = brokenInputs(top, { root: `${tree.folder}/${folder}`, files, kustomizations });
    return found.map(({ place, message }) => `${placeText(place)} ${message}`);
  };

  it('names each file that is not there, where it is named, in every way', () => {
    const kustomization = `resources: [../base, gone.yaml]
patches:
  - path: patch.yaml
configMapGenerator:
  - name: a
    files: [key=a/file.txt]
components: [../part/]
`;
    assert.deepEqual(brokenIn({ 'top/kustomization.yaml': kustomization, 'base/kustomization.yaml': '{}' }), [
      'top/kustomization.yaml:1:22 top/gone.yaml: no such file',
      'top/kustomization.yaml:7:14 part: no such file',
      'top/kustomization.yaml:3:11 top/patch.yaml: no such file',
      'top/kustomization.yaml:6:13 top/a/file.txt: no such file',
    ]);
  });

  it('names what cannot be read, in what it takes in too', () => {
    assert.deepEqual(
      brokenIn({
        'top/kustomization.yaml': 'resources: [../base]\n',
        'base/kustomization.yaml': 'resources: [a.yaml]\n',
        'base/a.yaml': 'kind: A\n\tx: y\n',
      }).map((each) => each.split(' ')[0]),
      ['base/a.yaml:2:1'],
    );
  });

  it('says nothing of what it does not take in, nor of what is right', () => {
    assert.deepEqual(
      brokenIn({
        'top/kustomization.yaml': 'resources: [a.yaml]\n',
        'top/a.yaml': 'kind: A\n',
        'other/kustomization.yaml': 'resources: [gone.yaml]\n',
      }),
      [],
    );
  });
});
