import assert from 'node:assert/strict';
import { keyOf } from '../../../verify/model/reference.ts';
import type { Manifest } from '../../faults/manifest.ts';
import { set } from '../../faults/manifest.ts';
import { foresee, type Foreseen } from './prediction.ts';
import type { Standing } from '../standing.ts';

const ADDRESS = '203.0.113.5';
const SERVER = 'https://acme.example.test/dir';
const at = (namespace: string, name: string) => ({ namespace, name });

/** A cluster with cert-manager, an issuer that is registered, and Istio's gateway. */
const STANDING: Standing = {
  ClusterIssuer: [
    {
      metadata: { name: 'pebble' },
      spec: { acme: { server: SERVER } },
      status: { conditions: [{ type: 'Ready', status: 'True', reason: 'ACMEAccountRegistered' }] },
    },
  ],
  IngressClass: [{ metadata: { name: 'istio' }, spec: { controller: 'istio.io/ingress-controller' } }],
  Pod: [
    {
      metadata: { ...at('istio-system', 'gateway-1'), labels: { istio: 'ingressgateway' } },
      spec: { containers: [{ name: 'istio-proxy' }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    },
  ],
  Service: [
    {
      metadata: at('istio-system', 'gateway'),
      spec: { selector: { istio: 'ingressgateway' }, ports: [{ name: 'http', port: 80 }] },
      status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } },
    },
    { metadata: at('cert-manager', 'cert-manager-webhook'), spec: { ports: [{ port: 443 }] } },
  ],
  EndpointSlice: [
    {
      metadata: {
        ...at('cert-manager', 'cert-manager-webhook-1'),
        labels: { 'kubernetes.io/service-name': 'cert-manager-webhook' },
      },
      ports: [{ port: 10250 }],
      endpoints: [{ addresses: ['203.0.113.6'], conditions: { ready: true } }],
    },
  ],
  ValidatingWebhookConfiguration: [
    {
      metadata: { name: 'cert-manager-webhook' },
      webhooks: [
        { name: 'webhook.cert-manager.io', clientConfig: { service: at('cert-manager', 'cert-manager-webhook') } },
      ],
    },
  ],
};

const CERTIFICATE = {
  ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: at('shop', 'web') },
  spec: { secretName: 'web-tls', dnsNames: ['shop.example.test'], issuerRef: { name: 'web' } },
} as Manifest;

const ISSUER = issuer({
  acme: {
    server: SERVER,
    privateKeySecretRef: { name: 'account' },
    solvers: [{ http01: { ingress: { ingressClassName: 'istio' } } }],
  },
});
const INGRESS = 'spec.acme.solvers.0.http01.ingress';

function issuer(spec: object): Manifest {
  return { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: at('shop', 'web'), spec };
}

function certificate(path: string, value: unknown): Manifest {
  return set(CERTIFICATE, path, value);
}

/** `issued`, `CODE OBJECT`, or `unknown`. */
function inWords(foreseen: Foreseen | undefined): string {
  if (foreseen?.is !== 'not issued') return foreseen?.is ?? 'nothing';
  return foreseen.because.map(({ code, object }) => `${code} ${keyOf(object)}`).join(', ');
}

const foreign = {
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'other' } },
  spec: { controller: 'example.test/other' },
} as Manifest;
const there = (ingressClassName: string) =>
  ({
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: at('shop', 'there') },
    spec: { ingressClassName, rules: [{ host: 'shop.example.test' }] },
  }) as Manifest;
const annotated = (annotations: Readonly<Record<string, string>>) => certificate('metadata.annotations', annotations);
const OVERRIDE = 'acme.cert-manager.io/http01-override-ingress-';
const authority = (isCA: boolean) =>
  ({
    ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: at('shop', 'authority') },
    spec: { secretName: 'web-ca', commonName: 'web', isCA, issuerRef: { name: 'root' } },
  }) as Manifest;
const root = { ...issuer({ selfSigned: {} }), metadata: at('shop', 'root') } as Manifest;
const ofSecret = issuer({ ca: { secretName: 'web-ca' } });

const CASES: readonly (readonly [circumstance: string, says: string, manifests: readonly Manifest[]])[] = [
  ['all is sound', 'issued', [CERTIFICATE, ISSUER]],
  [
    'the class is of another controller',
    'H8 Issuer/shop/web',
    [CERTIFICATE, set(ISSUER, `${INGRESS}.ingressClassName`, 'other'), foreign],
  ],
  [
    'the class is an old name of another controller',
    'H8 Issuer/shop/web',
    [CERTIFICATE, set(ISSUER, INGRESS, { class: 'nginx' })],
  ],
  ['the class does not exist', 'C5 Issuer/shop/web', [CERTIFICATE, set(ISSUER, `${INGRESS}.ingressClassName`, 'gone')]],
  ['there is no class', 'C7 Issuer/shop/web', [CERTIFICATE, set(ISSUER, INGRESS, {})]],
  ['the Ingress to edit is there', 'issued', [CERTIFICATE, set(ISSUER, INGRESS, { name: 'there' }), there('istio')]],
  [
    'the Ingress to edit is of another controller',
    'H8 Issuer/shop/web',
    [CERTIFICATE, set(ISSUER, INGRESS, { name: 'there' }), there('other'), foreign],
  ],
  ['the Ingress to edit is not there', 'C39 Issuer/shop/web', [CERTIFICATE, set(ISSUER, INGRESS, { name: 'there' })]],
  [
    'the template has a class as well',
    'C39 Issuer/shop/web',
    [
      CERTIFICATE,
      set(ISSUER, `${INGRESS}.ingressTemplate.metadata.annotations`, { 'kubernetes.io/ingress.class': 'nginx' }),
    ],
  ],
  [
    'an annotation names another class',
    'issued',
    [annotated({ [`${OVERRIDE}class`]: 'istio' }), set(ISSUER, INGRESS, { class: 'nginx' })],
  ],
  [
    'two annotations contradict each other',
    'C8 Certificate/shop/web',
    [annotated({ [`${OVERRIDE}class`]: 'istio', [`${OVERRIDE}ingressclassname`]: 'istio' }), ISSUER],
  ],
  [
    'no Gateway is named',
    'C8 Certificate/shop/web',
    [CERTIFICATE, set(ISSUER, 'spec.acme.solvers.0.http01', { gatewayHTTPRoute: { parentRefs: [] } })],
  ],
  [
    'the server is no URL',
    'C2 Issuer/shop/web',
    [CERTIFICATE, set(ISSUER, 'spec.acme.server', 'https://acme.example.test:port/dir')],
  ],
  [
    'nobody is registered at the server',
    'unknown',
    [CERTIFICATE, set(ISSUER, 'spec.acme.server', 'https://other.example.test/dir')],
  ],
  [
    'the Secret of a DNS provider is missing',
    'C35 Issuer/shop/web',
    [
      CERTIFICATE,
      set(ISSUER, 'spec.acme.solvers', [
        { dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'token' } } } },
      ]),
    ],
  ],
  [
    'the Secret of a DNS provider is missing that no name needs',
    'C2 Issuer/shop/web',
    [
      CERTIFICATE,
      set(ISSUER, 'spec.acme.solvers.1', {
        selector: { dnsZones: ['other.test'] },
        dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'token' } } },
      }),
    ],
  ],
  [
    'another name needs the Secret of a DNS provider that is missing',
    'C35 Issuer/shop/web',
    [
      CERTIFICATE,
      {
        ...set(certificate('spec.dnsNames', ['api.other.test']), 'spec.secretName', 'api-tls'),
        metadata: at('shop', 'api'),
      },
      set(ISSUER, 'spec.acme.solvers.1', {
        selector: { dnsZones: ['other.test'] },
        dns01: { cloudflare: { apiTokenSecretRef: { name: 'token', key: 'token' } } },
      }),
    ],
  ],
  [
    'the password of a keystore is missing',
    'C40 Certificate/shop/web',
    [
      certificate('spec.keystores', { pkcs12: { create: true, passwordSecretRef: { name: 'gone', key: 'password' } } }),
      ISSUER,
    ],
  ],
  ['the issuer is of another controller', 'unknown', [certificate('spec.issuerRef.group', 'example.test'), ISSUER]],
  ['the CA has no Secret', 'C2 Issuer/shop/web', [CERTIFICATE, ofSecret]],
  ['the Secret of the CA is written by a CA', 'issued', [CERTIFICATE, ofSecret, authority(true), root]],
  ['the Secret of the CA is written by no CA', 'C2 Issuer/shop/web', [CERTIFICATE, ofSecret, authority(false), root]],
  ["the CA's own certificate is not issued", 'C4 Certificate/shop/authority', [CERTIFICATE, ofSecret, authority(true)]],
];

describe('foresee', () => {
  for (const [circumstance, says, manifests] of CASES)
    it(`says ${says}, where ${circumstance}`, () => {
      assert.equal(inWords(foresee(STANDING, manifests, ADDRESS).get('shop/web')), says);
    });
});
