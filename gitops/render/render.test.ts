import assert from 'node:assert/strict';
import { findKustomizations } from './kustomizations.ts';
import { findRenderer, type Renderer } from './renderer.ts';
import { compare, leftOverSnapshots } from './snapshot-files.ts';

describe('the kustomizations of this repository', () => {
  const folders = findKustomizations('.');
  let renderer: Renderer;
  before(async () => {
    renderer = await findRenderer(process.env);
  });

  it('are found: a deployment and its Applications for each environment', () => {
    for (const environment of ['local', 'staging', 'production'])
      for (const top of ['gitops/apps', 'kustomize/overlays'])
        assert.ok(folders.includes(`${top}/${environment}`), `${top}/${environment}`);
  });

  for (const folder of folders) {
    it(`${folder} builds without a warning, and renders to its snapshot`, async () => {
      const { rendered, kept } = await compare('.', folder, renderer);
      assert.equal(rendered, kept, `${folder}: run npm run render -- --write and review the diff`);
    });
  }

  it('have no snapshots but their own', () => {
    assert.deepEqual(leftOverSnapshots('.', folders), [], 'run npm run render -- --write and review the diff');
  });
});
