import assert from 'node:assert/strict';
import { findRenderer } from '../../render/renderer.ts';
import { inWaves } from './waves.ts';

describe('inWaves', () => {
  it('has the add-ons in the order in which they need each other, their project first', async () => {
    const objects = await (await findRenderer(process.env)).renderObjects('gitops/apps/add-ons');
    const names = inWaves(objects).map((wave) => wave.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort());
    assert.deepEqual(names, [
      [
        'AppProject mrdebugger-add-ons',
        'ValidatingAdmissionPolicy mrdebugger-injected-gateways',
        'ValidatingAdmissionPolicyBinding mrdebugger-injected-gateways',
      ],
      ['Application mrdebugger-cert-manager', 'Application mrdebugger-istio-base'],
      ['Application mrdebugger-istiod'],
      ['Application mrdebugger-istio-ingressgateway'],
    ]);
  });
});
