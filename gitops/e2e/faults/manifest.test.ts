import assert from 'node:assert/strict';
import { identityOf, resourceOf, set, type Manifest } from './manifest.ts';

const GATEWAY: Manifest = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'shop', namespace: 'istio-system' },
  spec: { servers: [{ hosts: ['shop.example.test'] }, { hosts: ['other.example.test'] }] },
};

describe('set', () => {
  it('gives another object, and leaves the one that it was given', () => {
    const before = structuredClone(GATEWAY);
    const changed = set(GATEWAY, 'spec.servers.1.tls', { httpsRedirect: true });
    assert.deepEqual(changed.spec, {
      servers: [{ hosts: ['shop.example.test'] }, { hosts: ['other.example.test'], tls: { httpsRedirect: true } }],
    });
    assert.deepEqual(GATEWAY, before);
  });
  it('makes the objects that are missing on the path', () => {
    assert.deepEqual(set(GATEWAY, 'metadata.labels.app', 'web').metadata.labels, { app: 'web' });
  });
  it('adds to the end of a list', () => {
    const { spec } = set(GATEWAY, 'spec.servers.2', { hosts: [] }) as unknown as { spec: { servers: unknown[] } };
    assert.equal(spec.servers.length, 3);
  });
  it('takes a field away', () => {
    assert.deepEqual(set(GATEWAY, 'spec.servers', undefined).spec, {});
  });
});

describe('the name that kubectl knows an object by', () => {
  it('has version and group, except in the core group', () => {
    assert.equal(resourceOf(GATEWAY), 'Gateway.v1.networking.istio.io/shop');
    assert.equal(resourceOf({ ...GATEWAY, apiVersion: 'v1', kind: 'Service' }), 'Service/shop');
    assert.equal(identityOf(GATEWAY), 'istio-system/Gateway.v1.networking.istio.io/shop');
  });
});
