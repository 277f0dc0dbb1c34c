import assert from 'node:assert/strict';
import { findComponents } from './kustomizations.ts';
import { snapshotOf } from './snapshot.ts';
import { sharedRenders } from './test-renders.ts';

const OVERLAY = 'kustomize/overlays/local';

describe('the components of this repository, on top of kustomize/overlays/local', () => {
  const components = findComponents('.');
  const { render, renderWith } = sharedRenders();

  for (const component of components) {
    it(`${component} builds without a warning, and changes something`, async () => {
      assert.notDeepEqual(await renderWith(OVERLAY, [component]), await render(OVERLAY));
    });
  }

  // It copies the Job with the facts already filled in, as the overlays that take it say.
  const behindOnly = ['kustomize/components/verify-schedule'];
  for (const component of components.filter((each) => !behindOnly.includes(each)))
    it(`${component} renders to the same before the facts and behind them`, async () => {
      const behind = snapshotOf(await renderWith(OVERLAY, [component]));
      assert.equal(snapshotOf(await renderWith(OVERLAY, [component], 'first')), behind);
    });

  it('build without a warning all together', async () => {
    assert.ok((await renderWith(OVERLAY, components)).length > 0);
  });
});
