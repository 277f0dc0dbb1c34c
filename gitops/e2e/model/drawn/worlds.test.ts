import assert from 'node:assert/strict';
import { LABEL } from '../../faults/installation.ts';
import { hasSchema, schemaProblems } from '../../../render/schemas.ts';
import type { Ground } from '../../trace/ground.ts';
import { WORLD_KINDS, worldOf } from './worlds.ts';

const GROUND: Ground = {
  ...{ domain: 'e2e.test', gatewayNamespace: 'istio-ingress', gatewayLabel: 'ingress', gatewayAccount: 'gateway' },
  ...{
    gatewayAddress: '203.0.113.7',
    gatewayService: 'gateway',
    oddPort: 8085,
    outside: '203.0.113.8',
    outsidePort: 9000,
    image: 'x',
  },
};

for (const kind of WORLD_KINDS)
  describe(`a configuration by chance: ${kind}`, () => {
    const worlds = Array.from({ length: 50 }, (_, index) => worldOf(kind, 'seed', index + 1, GROUND));
    it('is the same for the same seed and number', () => {
      assert.deepEqual(worldOf(kind, 'seed', 7, GROUND), worlds[6]);
      assert.notDeepEqual(worldOf(kind, 'other', 7, GROUND), worlds[6]);
    });

    it('keeps to names of its own, and bears the label by which everything is removed', () => {
      for (const { name, older, manifests } of worlds)
        for (const { metadata } of [...older, ...manifests]) {
          assert.ok(metadata.name === name || metadata.name.startsWith(`${name}-`), metadata.name);
          assert.equal((metadata.labels as Readonly<Record<string, string>> | undefined)?.[LABEL], 'model');
        }
    });

    it('leaves the usual gateway alone where it is for any host or port, and all others where it is for them too', () => {
      for (const { own, isForAll, name, older, manifests } of worlds) {
        const text = JSON.stringify([...older, ...manifests]);
        if (own !== undefined) assert.ok(!text.includes('"istio":"ingress"'), name);
        else if (!isForAll) assert.doesNotMatch(text, /"hosts":\[[^\]]*"([^"]*\/)?\*(\.e2e\.test)?"/, name);
        if (!isForAll) assert.ok(!text.includes('"namespace":"istio-system"'), name);
      }
    });

    it('fits the schemas of its kinds', () => {
      for (const { older, manifests } of worlds)
        for (const object of [...older, ...manifests])
          if (hasSchema(object)) assert.deepEqual(schemaProblems(object), []);
    });

    it('asks at least three times, in the domain of the run', () => {
      for (const { requests } of worlds) {
        assert.ok(requests.length >= 3);
        for (const { host } of requests) assert.ok(host.endsWith('.e2e.test'), host);
      }
    });
  });
