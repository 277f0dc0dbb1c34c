import assert from 'node:assert/strict';
import type { Certificate, Issuer } from '../../see/objects/cert-manager.ts';
import type { GatewayApiGateway } from '../../see/objects/gateway-api.ts';
import type { Ingress } from '../../see/objects/workload.ts';
import { settled } from '../settled/settled.ts';
import { shimOf } from './shim.ts';
import { solverFor } from './solvers.ts';

function gateway(annotations: Readonly<Record<string, string>>, hostnames: readonly string[]): GatewayApiGateway {
  const tls = { certificateRefs: [{ name: 'shop-tls' }] };
  return {
    metadata: { namespace: 'shop', name: 'web', uid: '1', labels: { app: 'shop' }, annotations },
    spec: {
      gatewayClassName: 'istio',
      listeners: hostnames.map((hostname, index) => ({
        name: `l${index}`,
        port: 443,
        protocol: 'HTTPS',
        hostname,
        tls,
      })),
    },
  };
}

const madeFor = (object: GatewayApiGateway | Ingress): readonly Certificate[] =>
  (shimOf(object)?.made ?? []).map(({ certificate }) => certificate);

describe('shimOf', () => {
  it('makes one Certificate for each Secret, for the names of all listeners that use it', () => {
    const annotations = {
      'cert-manager.io/cluster-issuer': 'ca',
      'cert-manager.io/alt-names': 'b.example.test,c.example.test',
    };
    const [certificate, ...others] = madeFor(
      gateway(annotations, ['a.example.test', 'b.example.test', 'a.example.test']),
    );
    assert.deepEqual(others, []);
    assert.ok(certificate);
    assert.equal(certificate.metadata.name, 'shop-tls');
    assert.deepEqual(certificate.metadata.labels, { app: 'shop' });
    assert.deepEqual(certificate.spec, {
      secretName: 'shop-tls',
      dnsNames: ['a.example.test', 'b.example.test', 'c.example.test'],
      issuerRef: { name: 'ca', kind: 'ClusterIssuer' },
    });
  });

  it('names the issuer of another controller by its kind and group', () => {
    const annotations = {
      'cert-manager.io/issuer': 'root',
      'cert-manager.io/issuer-kind': 'AWSPCAIssuer',
      'cert-manager.io/issuer-group': 'awspca.cert-manager.io',
    };
    assert.deepEqual(madeFor(gateway(annotations, ['a.example.test']))[0]?.spec.issuerRef, {
      ...{ name: 'root', kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io' },
    });
  });

  it('is nothing for an object without an annotation', () => {
    assert.equal(shimOf(gateway({ 'kubernetes.io/tls-acme': 'true' }, ['a.example.test'])), undefined);
  });

  it('hands the class that an Ingress asks for on to the solver', () => {
    const ingress: Ingress = {
      metadata: {
        ...{ namespace: 'shop', name: 'web' },
        annotations: {
          'cert-manager.io/issuer': 'ca',
          'acme.cert-manager.io/http01-ingress-ingressclassname': 'nginx',
        },
      },
      spec: { tls: [{ hosts: ['a.example.test'], secretName: 'shop-tls' }] },
    };
    const issuer: Issuer = {
      metadata: { name: 'ca' },
      spec: { acme: { server: '', solvers: [{ http01: { ingress: { class: 'istio' } } }] } },
    };
    const [certificate] = madeFor(ingress);
    assert.ok(certificate);
    assert.deepEqual(solverFor(issuer, certificate, 'a.example.test')?.solver.http01, {
      ingress: { ingressClassName: 'nginx' },
    });
  });

  it('makes the Gateway a parent of the route that its solver makes, once', () => {
    const parent = { name: 'web', namespace: 'shop', kind: 'Gateway' };
    const issuer: Issuer = {
      metadata: { name: 'ca' },
      spec: {
        acme: { server: '', solvers: [{ http01: { gatewayHTTPRoute: { parentRefs: [{ name: 'a' }, parent] } } }] },
      },
    };
    const [certificate] = madeFor(gateway({ 'cert-manager.io/issuer': 'ca' }, ['a.example.test']));
    assert.ok(certificate);
    assert.deepEqual(solverFor(issuer, certificate, 'a.example.test')?.solver.http01?.gatewayHTTPRoute?.parentRefs, [
      { name: 'a' },
      parent,
    ]);
  });
});

describe('settled', () => {
  const objects = { GatewayApiGateway: [gateway({ 'cert-manager.io/issuer': 'ca' }, ['a.example.test'])] };
  it('gives an annotated Gateway its Certificate, ready, and the Secret', () => {
    const { Certificate: certificates, Secret: secrets } = settled(objects, new Map(), '2026-11-24T12:00:00Z');
    const [made] = certificates as readonly Certificate[];
    assert.equal(made?.metadata.name, 'shop-tls');
    assert.deepEqual(made.status?.conditions, [{ type: 'Ready', status: 'True' }]);
    assert.deepEqual(
      secrets?.map(({ metadata }) => metadata),
      [{ namespace: 'shop', name: 'shop-tls' }],
    );
  });

  it('leaves a Certificate of that name as it stands in Git', () => {
    const own: Certificate = {
      metadata: { namespace: 'shop', name: 'shop-tls' },
      spec: { secretName: 'other', issuerRef: { name: 'ca' } },
    };
    const { Certificate: all } = settled({ ...objects, Certificate: [own] }, new Map(), '2026-11-24T12:00:00Z');
    assert.deepEqual(
      (all as readonly Certificate[]).map(({ spec }) => spec.secretName),
      ['other'],
    );
  });
});
