import assert from 'node:assert/strict';
import { isShown, saidOf, type Come } from './evidence.ts';
import type { Cause } from './prediction.ts';

const NOTHING: Come = {
  ...{ Certificate: [], CertificateRequest: [], Order: [], Challenge: [], Issuer: [], ClusterIssuer: [] },
  ...{ Ingress: [], HTTPRoute: [], Event: [] },
};
const metadata = (name: string, owner?: string) => ({
  ...{ namespace: 'shop', name, uid: name },
  ...(owner === undefined ? {} : { ownerReferences: [{ kind: 'x', name: owner, uid: owner }] }),
});
const issuerRef = { name: 'ca' };
const certificate = { metadata: metadata('web'), spec: { secretName: 'web-tls', issuerRef } };
const underWay: Come = {
  ...NOTHING,
  CertificateRequest: [{ metadata: metadata('web-1', 'web'), spec: { issuerRef } }],
  Order: [{ metadata: metadata('web-1-1', 'web-1'), spec: { issuerRef }, status: { state: 'pending' } }],
  Challenge: [
    {
      metadata: metadata('web-1-1-1', 'web-1-1'),
      spec: { dnsName: 'shop.example.test', type: 'HTTP-01' },
      status: { state: 'pending', reason: 'wrong status code' },
    },
  ],
};
const cause = (code: string, statuses: readonly number[] = []): Cause => ({
  ...{ code, object: { kind: 'Issuer', namespace: 'shop', name: 'ca' }, seen: '', statuses },
});

describe('saidOf', () => {
  it('gives what is said of the issuer, and below the Certificate down to its challenges', () => {
    const ready = { type: 'Ready', status: 'False', reason: 'ErrGetKeyPair', message: 'not found' };
    const said = saidOf(
      { ...underWay, Issuer: [{ metadata: metadata('ca'), spec: {}, status: { conditions: [ready] } }] },
      certificate,
    );
    assert.deepEqual(said, [
      { by: 'Issuer/shop/ca', words: 'ErrGetKeyPair: not found' },
      { by: 'Order/shop/web-1-1', words: 'pending: ' },
      { by: 'Challenge/shop/web-1-1-1', words: 'pending: wrong status code' },
    ]);
  });

  it('says nothing of another Certificate', () => {
    assert.deepEqual(saidOf(underWay, { ...certificate, metadata: metadata('api') }), []);
  });

  it('tells an Ingress that nobody serves, and no other', () => {
    const served = { loadBalancer: { ingress: [{ ip: '203.0.113.5' }] } };
    const Ingress = [
      { metadata: metadata('a', 'web-1-1-1'), spec: { ingressClassName: 'gone' } },
      { metadata: metadata('b', 'web-1-1-1'), spec: { ingressClassName: 'istio' }, status: served },
    ];
    const said = saidOf({ ...underWay, Ingress }, certificate);
    assert.deepEqual(said.slice(2), [{ by: 'Ingress/shop/a', words: 'class gone, no address' }]);
  });
});

describe('isShown', () => {
  const ignored = { by: 'Ingress/shop/a', words: 'class gone, no address' };

  it('takes the words of the object that shows a code, and no other', () => {
    assert.ok(isShown(cause('C5'), [ignored]));
    assert.ok(!isShown(cause('C5'), [{ ...ignored, by: 'Challenge/shop/a' }]));
    assert.ok(!isShown(cause('C7'), [ignored]));
  });

  it('takes the status that was foreseen for the way of a challenge', () => {
    const gateway = { by: 'gateway', words: '301 to https://shop.example.test/ ' };
    assert.ok(isShown(cause('H1', [301]), [gateway]));
    assert.ok(!isShown(cause('H1', [403]), [gateway]));
    assert.ok(!isShown(cause('H1'), [gateway]));
  });
});
