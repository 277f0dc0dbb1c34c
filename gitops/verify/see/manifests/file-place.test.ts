import assert from 'node:assert/strict';
import { placeInFile } from './file-place.ts';

describe('placeInFile', () => {
  const file = {
    path: 'base/kustomization.yaml',
    text: '# first\nresources:\n  - a.yaml\n  - b.yaml\nlabels: [{ pairs: { a: b } }]\n',
  };
  for (const [what, field, line, column] of [
    ['a field by its key', 'resources', 2, 1],
    ['an entry of a list by its value', 'resources[1]', 4, 5],
    ['a key inside', 'labels[0].pairs', 5, 12],
    ['the nearest parent of a field that is not there', 'labels[0].includeSelectors', 5, 10],
    ['the beginning, without a field', undefined, 2, 1],
  ] as const)
    it(`finds ${what}`, () => {
      assert.deepEqual(placeInFile(file, field), { file: file.path, line, column });
    });
});
