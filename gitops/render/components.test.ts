import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { stringify } from 'yaml';
import { temporaryFiles } from '../../service/temporary-files.ts';
import { findComponents } from './kustomizations.ts';
import { findRenderer, type Renderer } from './renderer.ts';

describe('the components of this repository, on top of kustomize/overlays/local', () => {
  const components = findComponents('.');
  const files = temporaryFiles();
  let renderer: Renderer;
  before(async () => {
    renderer = await findRenderer(process.env);
  });

  /** kustomize takes no absolute paths, and goes up from where the folder really is. */
  const path = (folder: string) => relative(realpathSync(files.folder), realpathSync(folder)).replaceAll('\\', '/');

  const build = (taken: readonly string[]) => {
    const content = { resources: [path('kustomize/overlays/local')], components: taken.map(path) };
    files.file('kustomization.yaml', stringify(content));
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
