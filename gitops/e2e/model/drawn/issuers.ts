import type { Manifest } from '../../faults/manifest.ts';
import { LABEL } from '../../faults/installation.ts';
import { object, some, type Fields, type Pen } from './pen.ts';

/** The ACME server of the run. */
export interface Acme {
  readonly server: string;
  /** PEM, in base64: who signed its certificate. */
  readonly ca: string;
  /** The same of somebody else. */
  readonly otherCa: string;
}

export interface IssuancePen extends Pen {
  readonly acme: Acme;
}

/** The namespace in which cert-manager is installed, and looks for what ClusterIssuers need. */
export const PLATFORM = 'cert-manager';
export const CERT_MANAGER = 'cert-manager.io/v1';

/** What Certificates can be issued by, and how they name it. */
export interface DrawnIssuer {
  readonly manifests: readonly Manifest[];
  readonly ref: { readonly kind: 'Issuer' | 'ClusterIssuer'; readonly name: string };
  readonly isAcme: boolean;
}

/** @param hosts the names that are to be certified */
export function issuerOf(pen: IssuancePen, hosts: readonly string[]): DrawnIssuer {
  const { name, weighted } = pen;
  const kind = weighted<'Issuer' | 'ClusterIssuer'>([
    [3, 'Issuer'],
    [2, 'ClusterIssuer'],
  ]);
  const ref = { kind, name };
  const type = weighted([
    [13, 'acme'],
    [3, 'ca'],
    [2, 'selfSigned'],
  ]);
  if (type === 'ca') return { ref, isAcme: false, manifests: authorityOf(pen, ref) };
  const spec = type === 'acme' ? { acme: acmeOf(pen, hosts) } : { selfSigned: {} };
  return { ref, isAcme: type === 'acme', manifests: [ofKind(pen, ref, spec)] };
}

/** An Issuer in the namespace of the drawn things, or a ClusterIssuer. */
function ofKind({ name: namespace }: Pen, { kind, name }: DrawnIssuer['ref'], spec: Fields): Manifest {
  return kind === 'Issuer'
    ? object(CERT_MANAGER, kind, namespace, name, spec)
    : clusterWide(CERT_MANAGER, kind, name, spec);
}

/** An object without a namespace. */
export function clusterWide(apiVersion: string, kind: string, name: string, spec: Fields): Manifest {
  return { apiVersion, kind, metadata: { name, labels: { [LABEL]: 'model' } }, spec };
}

function acmeOf(pen: IssuancePen, hosts: readonly string[]): Fields {
  const { acme, name, weighted, ground } = pen;
  return {
    server: weighted([
      [80, acme.server],
      [1, `${acme.server}ectory`],
      [1, 'https://acme.invalid:port/dir'],
    ]),
    ...weighted<Fields>([
      [80, { caBundle: acme.ca }],
      [1, {}],
      [1, { caBundle: acme.otherCa }],
    ]),
    ...weighted<Fields>([
      [3, { email: `${name}@${ground.domain}` }],
      [1, {}],
    ]),
    privateKeySecretRef: { name: `${name}-account` },
    ...weighted<Fields>([
      [30, { solvers: some(pen, 3, (index) => ({ ...solverOf(pen), ...selectorOf(pen, hosts, index) })) }],
      [1, {}],
      [1, { solvers: [] }],
    ]),
  };
}

function solverOf(pen: IssuancePen): Fields {
  const { name, weighted } = pen;
  return weighted<() => Fields>([
    [24, () => ({ http01: { ingress: { ...ingressOf(pen), ...templateOf(pen) } } })],
    [5, () => ({ http01: { gatewayHTTPRoute: routeOf(pen) } })],
    [1, () => ({ dns01: { cloudflare: { apiTokenSecretRef: { name: `${name}-token`, key: 'token' } } } })],
  ])();
}

function ingressOf({ name, weighted }: Pen): Fields {
  return weighted<Fields>([
    [16, { ingressClassName: 'istio' }],
    [3, { ingressClassName: 'istio', serviceType: 'ClusterIP' }],
    [3, { ingressClassName: 'tx-istio' }],
    [3, { class: 'istio' }],
    [1, { class: 'nginx' }],
    [1, { ingressClassName: `${name}-gone` }],
    [1, { ingressClassName: `${name}-other` }],
    [1, {}],
    [2, { name: `${name}-there` }],
    [1, { name: `${name}-gone` }],
  ]);
}

function templateOf({ weighted }: Pen): Fields {
  const annotated = (annotations: Fields) => ({ ingressTemplate: { metadata: { annotations } } });
  return weighted<Fields>([
    [20, {}],
    [1, annotated({ 'example.test/team': 'web' })],
    [1, annotated({ 'kubernetes.io/ingress.class': 'nginx' })],
    [1, { podTemplate: { metadata: { labels: { team: 'web' } } } }],
    [1, { podTemplate: { spec: { nodeSelector: { disk: 'none' } } } }],
  ]);
}

function routeOf({ name, weighted, ground }: Pen): Fields {
  const parent = { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: ground.gatewayNamespace };
  const parentRefs = weighted<readonly Fields[]>([
    [8, [{ ...parent, name }]],
    [1, [{ ...parent, name: `${name}-gone` }]],
    [1, [{ ...parent, name, sectionName: 'other' }]],
    [1, [{ kind: 'Gateway', name }]],
    [1, []],
  ]);
  const labels = weighted<Fields>([
    [3, {}],
    [1, { labels: { team: 'web' } }],
  ]);
  return { parentRefs, ...labels };
}

/** @param index the place of its solver; the first is mostly for all names */
function selectorOf({ weighted, ground }: Pen, hosts: readonly string[], index: number): Fields {
  const [host = ''] = hosts;
  const zone = host.slice(host.indexOf('.') + 1);
  const selector = weighted<Fields | undefined>([
    [index === 0 ? 14 : 3, undefined],
    [1, { dnsNames: [host] }],
    [1, { dnsNames: [`x.${host}`] }],
    [1, { dnsZones: [ground.domain] }],
    [1, { dnsZones: [host] }],
    [1, { dnsZones: ['elsewhere.test'] }],
    [1, { dnsZones: [zone, ground.domain] }],
    [1, { matchLabels: { team: 'web' } }],
    [1, { matchLabels: { team: 'other' } }],
    [1, { matchLabels: { team: 'web' }, dnsZones: [ground.domain] }],
    [1, {}],
  ]);
  return selector === undefined ? {} : { selector };
}

/** An issuer with a CA of its own, and how that is made: by a Certificate that signs itself, mostly. */
function authorityOf(pen: IssuancePen, ref: DrawnIssuer['ref']): readonly Manifest[] {
  const { name, weighted } = pen;
  const needed = ref.kind === 'Issuer' ? name : PLATFORM;
  const elsewhere = ref.kind === 'Issuer' ? PLATFORM : name;
  const place = weighted([
    [12, needed],
    [1, elsewhere],
  ]);
  const secretName = `${name}-ca`;
  const root = { kind: 'ClusterIssuer', name: `${name}-root` } as const;
  const made = object(CERT_MANAGER, 'Certificate', place, secretName, {
    ...weighted<Fields>([
      [12, { isCA: true }],
      [1, {}],
    ]),
    ...weighted<Fields>([
      [3, { commonName: secretName }],
      [1, { commonName: secretName, dnsNames: [`ca.${pen.host}`] }],
    ]),
    ...{ secretName, secretTemplate: { labels: { [LABEL]: 'model' } } },
    issuerRef: weighted<Fields>([
      [16, root],
      [1, { kind: 'ClusterIssuer', name: `${name}-gone` }],
    ]),
    privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always' },
  });
  const signer = ofKind(pen, root, { selfSigned: {} });
  const written = weighted<readonly Manifest[]>([
    [14, [signer, made]],
    [1, []],
    [1, [secretOf(place, secretName, { note: 'nothing' })]],
  ]);
  return [...written, ofKind(pen, ref, { ca: { secretName } })];
}

/** A Secret that nobody but its author fills. */
export function secretOf(namespace: string, name: string, stringData: Fields): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name, labels: { [LABEL]: 'model' } }, stringData };
}
