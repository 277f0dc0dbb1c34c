import assert from 'node:assert/strict';
import { isKept } from './keep.ts';
import type { Keep } from '../question.ts';

const object = (spec: object, metadata: object = {}) => ({
  metadata: { name: 'a', namespace: 'own', ...metadata },
  spec,
});

describe('isKept', () => {
  const cases: readonly [what: string, object: object, keep: Keep, isKept: boolean][] = [
    ['everything, where nothing is chosen', object({}), undefined as never, true],
    ['nothing, where the choice is empty', object({ hosts: ['*'] }), {}, false],
    ['what an owner of the list owns', object({}, { ownerReferences: [{ uid: 'u1' }] }), { owners: ['u1'] }, true],
    ['not what another owns', object({}, { ownerReferences: [{ uid: 'u2' }] }), { owners: ['u1'] }, false],
    ['a Gateway whose server has the host', object({ servers: [{ hosts: ['ns/a.b.c'] }] }), { hosts: ['a.b.c'] }, true],
    ['a Gateway whose wildcard covers it', object({ servers: [{ hosts: ['*.b.c'] }] }), { hosts: ['a.b.c'] }, true],
    ['not a Gateway of another host', object({ servers: [{ hosts: ['x.b.c'] }] }), { hosts: ['a.b.c'] }, false],
    ['a Certificate of the host', object({ dnsNames: ['a.b.c'] }), { hosts: ['a.b.c'] }, true],
    ['a Certificate of the Secret', object({ secretName: 's' }), { secrets: ['s'] }, true],
    ['a listener without a name', object({ listeners: [{}] }), { hosts: ['a.b.c'] }, true],
    ['an HTTPRoute without names', object({ parentRefs: [{ name: 'g' }] }), { hosts: ['a.b.c'] }, true],
    [
      'an HTTPRoute of the Gateway',
      object({ parentRefs: [{ name: 'g' }], hostnames: ['x.y'] }),
      { gateways: ['own/g'] },
      true,
    ],
    ['a VirtualService of the Gateway, by bare name', object({ gateways: ['g'] }), { gateways: ['own/g'] }, true],
    ['a VirtualService of the Gateway, in full', object({ gateways: ['other/g'] }), { gateways: ['other/g'] }, true],
    ['not one of a Gateway of the same name elsewhere', object({ gateways: ['g'] }), { gateways: ['other/g'] }, false],
    ['a DestinationRule by short name', object({ host: 'web' }), { services: ['web.own'] }, true],
    ['a DestinationRule in full', object({ host: 'web.shop.svc.cluster.local' }), { services: ['web.shop'] }, true],
    [
      'a DestinationRule for a namespace',
      object({ host: '*.shop.svc.cluster.local' }),
      { services: ['web.shop'] },
      true,
    ],
    ['a DestinationRule for all', object({ host: '*' }), { services: ['web.shop'] }, true],
    ['not one for another namespace', object({ host: '*.x.svc.cluster.local' }), { services: ['web.shop'] }, false],
    [
      'a Service that selects the labels',
      object({ selector: { app: 'web' } }),
      { selects: [{ app: 'web', v: '1' }] },
      true,
    ],
    ['not a Service that selects others', object({ selector: { app: 'api' } }), { selects: [{ app: 'web' }] }, false],
    [
      'a workload whose Pods bear the labels',
      object({ template: { metadata: { labels: { app: 'web', v: '1' } } } }),
      { templates: [{ app: 'web' }] },
      true,
    ],
    ['not a workload without labels', object({ template: {} }), { templates: [{ app: 'web' }] }, false],
  ];
  for (const [what, each, keep, expected] of cases)
    it(`keeps ${what}`, () => {
      assert.equal(isKept(each as never, keep), expected);
    });

  it('keeps a webhook by its name', () => {
    const configuration = { metadata: { name: 'a' }, webhooks: [{ name: 'webhook.cert-manager.io' }] };
    assert.equal(isKept(configuration as never, { webhooks: ['webhook.cert-manager.io'] }), true);
    assert.equal(isKept(configuration as never, { webhooks: ['validation.istio.io'] }), false);
  });
});
