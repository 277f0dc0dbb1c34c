import assert from 'node:assert/strict';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { findComponents } from './kustomizations.ts';
import { overlayWith } from './overlay-with.ts';
import { snapshotOf } from './snapshot.ts';
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

  // It repeats what the facts have made of the Job, and its overlays say so.
  const behindOnly = ['kustomize/components/verify-schedule'];
  for (const component of components.filter((each) => !behindOnly.includes(each)))
    it(`${component} renders to the same before the facts and behind them`, async () => {
      const behind = snapshotOf(await build([component]));
      files.file('kustomization.yaml', overlayWith(files.folder, 'kustomize/overlays/local', [component], 'first'));
      assert.equal(snapshotOf(await renderer.renderObjects(files.folder)), behind);
    });

  it('build without a warning all together', async () => {
    assert.ok((await build(components)).length > 0);
  });
});
