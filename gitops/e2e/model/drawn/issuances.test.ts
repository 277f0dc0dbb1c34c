import assert from 'node:assert/strict';
import { hasSchema, schemaProblems } from '../../../render/schemas.ts';
import { LABEL } from '../../faults/installation.ts';
import type { Manifest } from '../../faults/manifest.ts';
import type { Ground } from '../../trace/ground.ts';
import { issuanceOf } from './issuances.ts';

const GROUND: Ground = {
  ...{ domain: 'e2e.test', gatewayNamespace: 'istio-ingress', gatewayLabel: 'ingress', gatewayAccount: 'gateway' },
  ...{ gatewayAddress: '203.0.113.7', gatewayService: 'gateway', oddPort: 8085, image: 'x' },
  ...{ outside: '203.0.113.8', outsidePort: 9000 },
};
const ACME = { server: 'https://acme.example.test/dir', ca: 'Y2E=', otherCa: 'b3RoZXI=' };

/** What the API server refuses on purpose. */
const REFUSED = 'spec.usages.0 must be equal to one of the allowed values';

describe('an issuance by chance', () => {
  const draw = (number: number, seed = 'seed') => issuanceOf(seed, number, GROUND, ACME);
  const all = Array.from({ length: 100 }, (_, index) => draw(index + 1));

  it('is the same for the same seed and number', () => {
    assert.deepEqual(draw(7), all[6]);
    assert.notDeepEqual(draw(7, 'other'), all[6]);
  });

  it('keeps to names of its own, and bears the label by which everything is removed', () => {
    const isOwn = (own: string, { metadata, kind }: Manifest) =>
      metadata.name === own || metadata.name.startsWith(`${own}-`) || kind === 'PeerAuthentication';
    for (const { name, manifests } of all)
      for (const manifest of manifests) {
        assert.ok(isOwn(name, manifest), manifest.metadata.name);
        assert.equal((manifest.metadata.labels as Readonly<Record<string, string>>)[LABEL], 'model');
      }
  });

  it('fits the schemas of its kinds, but for usages that do not exist', () => {
    for (const { manifests } of all)
      for (const object of manifests.filter(hasSchema))
        assert.deepEqual(
          schemaProblems(object).filter((problem) => !problem.includes(REFUSED)),
          [],
        );
  });

  it('asks for certificates of names in the domain of the run, each name once', () => {
    const names = all.flatMap(({ manifests }) =>
      manifests.flatMap(({ kind, spec }) =>
        kind === 'Certificate' ? ((spec as { readonly dnsNames?: readonly string[] }).dnsNames ?? []) : [],
      ),
    );
    for (const name of names) assert.ok(name.endsWith('.e2e.test'), name);
    assert.equal(new Set(names).size, names.length);
  });
});
