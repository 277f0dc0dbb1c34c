import assert from 'node:assert/strict';
import { temporaryFiles } from '../../service/temporary-files.ts';
import { findComponents } from './kustomizations.ts';
import { overlayWith } from './overlay-with.ts';
import { findRenderer, type Renderer } from './renderer.ts';

describe('the components of this repository, on top of kustomize/overlays/local', () => {
  const components = findComponents('.');
  const files = temporaryFiles();
  let renderer: Renderer;
  before(async () => {
    renderer = await findRenderer(process.env);
  });

  const build = (taken: readonly string[]) => {
    files.file('kustomization.yaml', overlayWith(files.folder, 'kustomize/overlays/local', taken));
    return renderer.renderObjects(files.folder);
  };

  for (const component of components) {
    it(`${component} builds without a warning, and changes something`, async () => {
      assert.notDeepEqual(await build([component]), await build([]));
    });
  }

  it('build without a warning all together', async () => {
    assert.ok((await build(components)).length > 0);
  });
});
