import { LABEL } from '../../faults/installation.ts';
import type { Manifest } from '../../faults/manifest.ts';
import { CERT_MANAGER, type DrawnIssuer } from './issuers.ts';
import { object, type Fields, type Pen } from './pen.ts';

/** @param host its first name */
export function certificateOf(pen: Pen, { ref, isAcme }: DrawnIssuer, host: string, index: number): Manifest {
  const { name, weighted } = pen;
  const own = `${name}-${index}`;
  const secretName = weighted([
    [30, own],
    [1, `${name}-0`],
  ]);
  const manifest = object(CERT_MANAGER, 'Certificate', name, own, {
    secretName,
    issuerRef: refOf(pen, ref),
    ...namesOf(pen, host, isAcme),
    ...validityOf(pen),
    ...keyOf(pen),
    ...useOf(pen),
    ...secretParts(pen),
  });
  const labels = weighted<Readonly<Record<string, string>>>([
    [2, {}],
    [1, { team: 'web' }],
  ]);
  const annotations = annotationsOf(pen);
  const { metadata } = manifest;
  return { ...manifest, metadata: { ...metadata, labels: { [LABEL]: 'model', ...labels }, ...annotations } };
}

function refOf({ weighted }: Pen, { kind, name }: DrawnIssuer['ref']): Fields {
  return weighted<Fields>([
    [64, { kind, name }],
    [10, { kind, name, group: 'cert-manager.io' }],
    [6, kind === 'Issuer' ? { name } : { kind, name }],
    [3, { kind, name: `${name}-gone` }],
    [3, { kind: kind === 'Issuer' ? 'ClusterIssuer' : 'Issuer', name }],
    [3, { name }],
    [1, { kind, name, group: 'certmanager.example.test' }],
    [1, { kind: 'issuer', name }],
  ]);
}

function namesOf({ weighted }: Pen, host: string, isAcme: boolean): Fields {
  const wild = isAcme ? 1 : 4;
  const dnsNames = weighted<readonly string[]>([
    [24, [host]],
    [6, [host, `a.${host}`]],
    [wild, [`*.${host}`]],
    [wild, [host, `*.${host}`]],
    [1, []],
  ]);
  const commonName = weighted<Fields>([
    [32, {}],
    [8, dnsNames[0] === undefined ? {} : { commonName: dnsNames[0] }],
    [2, { commonName: host }],
    [2, { commonName: `other.${host}` }],
    [1, { commonName: `${'long'.repeat(15)}.${host}` }],
  ]);
  if (dnsNames.length > 0) return { dnsNames, ...commonName };
  return { commonName: host, ...commonName };
}

function validityOf({ weighted }: Pen): Fields {
  return weighted<Fields>([
    [72, {}],
    [9, { duration: '2160h', renewBefore: '360h' }],
    [3, { duration: '8760h', renewBefore: '720h' }],
    [3, { duration: '87600h', renewBefore: '2880h' }],
    [3, { duration: '1h', renewBefore: '10m' }],
    [1, { duration: '30m' }],
    [1, { renewBefore: '2400h' }],
    [3, { renewBeforePercentage: 50 }],
  ]);
}

function keyOf({ weighted }: Pen): Fields {
  const privateKey = weighted<Fields | undefined>([
    [30, { algorithm: 'ECDSA', rotationPolicy: 'Always' }],
    [30, { algorithm: 'ECDSA', size: 256 }],
    [9, undefined],
    [6, { algorithm: 'RSA', size: 2048, rotationPolicy: 'Never' }],
    [3, { algorithm: 'RSA', size: 3072, encoding: 'PKCS8' }],
    [1, { algorithm: 'RSA', size: 1024 }],
    [3, { algorithm: 'ECDSA', size: 384 }],
    [3, { algorithm: 'ECDSA', size: 521 }],
    [1, { algorithm: 'ECDSA', size: 2048 }],
    [3, { algorithm: 'Ed25519' }],
  ]);
  return privateKey ? { privateKey } : {};
}

function useOf({ weighted }: Pen): Fields {
  const usages = weighted<Fields>([
    [72, {}],
    [12, { usages: ['digital signature', 'key encipherment', 'server auth'] }],
    [3, { usages: ['client auth'] }],
    [3, { usages: ['cert sign', 'crl sign'] }],
    [1, { usages: ['everything'] }],
  ]);
  const isCA = weighted<Fields>([
    [20, {}],
    [1, { isCA: true }],
  ]);
  return { ...usages, ...isCA };
}

function secretParts({ name, weighted }: Pen): Fields {
  const template = weighted<Fields>([
    [64, {}],
    [8, { secretTemplate: { labels: { team: 'web' }, annotations: { 'example.test/team': 'web' } } }],
    [1, { secretTemplate: { annotations: { 'cert-manager.io/note': 'mine' } } }],
  ]);
  const pkcs12 = (secret: string) => ({
    keystores: { pkcs12: { create: true, passwordSecretRef: { name: secret, key: 'password' } } },
  });
  const keystores = weighted<Fields>([
    [30, {}],
    [2, pkcs12(`${name}-password`)],
    [1, pkcs12(`${name}-gone`)],
  ]);
  return { ...template, ...keystores };
}

/** What may say something else than the solver of the issuer. */
function annotationsOf({ name, weighted, ground }: Pen): { readonly annotations?: Readonly<Record<string, string>> } {
  const of = (annotations: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [`acme.cert-manager.io/http01-${key}`, value]),
    );
  const annotations = weighted<Readonly<Record<string, string>> | undefined>([
    [40, undefined],
    [1, of({ 'override-ingress-class': 'istio' })],
    [1, of({ 'override-ingress-ingressclassname': `${name}-gone` })],
    [1, of({ 'override-ingress-name': `${name}-there` })],
    [1, of({ 'override-ingress-class': 'istio', 'override-ingress-ingressclassname': 'istio' })],
    [1, of({ parentrefname: name, parentrefkind: 'Gateway', parentrefnamespace: ground.gatewayNamespace })],
    [1, of({ parentrefname: name })],
  ]);
  return annotations ? { annotations } : {};
}
