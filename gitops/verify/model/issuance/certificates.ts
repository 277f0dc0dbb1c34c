import { ownNames, ownObjects } from '../sync/applications.ts';
import {
  credentialNamespaces,
  endsTls,
  gatewayServersOf,
  gatewayApiListeners,
  secretsOfListener,
} from '../trace/gateways.ts';
import { grouped } from '../../see/grouped.ts';
import { KeyIndex } from '../../see/key-index.ts';
import { patternsCertifying } from '../host-patterns.ts';
import { hostsOf } from '../trace/hosts.ts';
import type { Certificate, CertificateRequest, Challenge, Issuer, Order } from '../../see/objects/cert-manager.ts';
import { newestFirst, type KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import { distinctReferences, host, keyOf, referenceTo, type Reference } from '../reference.ts';
import {
  certificatesForHost,
  challengesForName,
  credentialsOf,
  owned,
  secretOfCredential,
  writersOfSecret,
} from '../relations.ts';
import { ageOf } from '../time.ts';
import { remembered, type View } from '../../see/view.ts';

/**
 * The judged Certificates: those that were named or are held, those whose Secrets serve a judged host, and those that keep
 * one of them waiting.
 */
export const certificatesOf = remembered('certificates', (view): readonly Certificate[] => {
  const judged = distinct([...ownObjects(view, 'Certificate'), ...servingCertificates(view)]);
  return distinct([...judged, ...linksOf(view, judged).flatMap(({ challenge }) => rivalsFor(view, challenge))]);
});

function servingCertificates(view: View): readonly Certificate[] {
  const ofServers = hostsOf(view)
    .flatMap((name) => gatewayServersOf(view, name))
    .filter(({ server }) => endsTls(server))
    .flatMap(({ gateway, server }) =>
      credentialNamespaces(view, gateway).flatMap((own) =>
        credentialsOf(server).map((credential) => secretOfCredential(credential, own)),
      ),
    );
  const ofListeners = hostsOf(view)
    .flatMap((name) => gatewayApiListeners(view, name))
    .flatMap(({ gateway, listener }) => secretsOfListener(gateway, listener));
  return [...ofServers, ...ofListeners].flatMap(({ namespace, name }) => certificatesFor(view, namespace, name));
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((each) => [each.metadata.uid, each])).values()];
}

/** The Certificates whose Secret this is. */
export function certificatesFor(view: View, namespace: string, secret: string): readonly Certificate[] {
  return view.list(writersOfSecret(secret, namespace));
}

/** The judged hosts of a Certificate, which its failure affects. */
export function hostsOfCertificate(view: View, { spec }: Certificate): readonly Reference[] {
  return hostsByPattern(view)
    .at((spec.dnsNames ?? []).map((dnsName) => dnsName.toLowerCase()))
    .map(host);
}

const hostsByPattern = remembered('hosts by pattern', (view) => new KeyIndex(hostsOf(view), patternsCertifying));

/** Of {@link certificatesOf}, those for a name. */
export function judgedFor(view: View, name: string): readonly Certificate[] {
  return certificatesByName(view).at(patternsCertifying(name));
}

const certificatesByName = remembered(
  'certificates by name',
  (view) => new KeyIndex(certificatesOf(view), (each) => namesIn(each).map((name) => name.toLowerCase())),
);

/** The names that a Certificate is for. */
export function namesIn({ spec }: Certificate): readonly string[] {
  return [...(spec.dnsNames ?? []), ...(spec.commonName ? [spec.commonName] : [])];
}

/** The Certificate and its hosts, as `touches` of findings about what lies below it. */
export function touchedByCertificate(view: View, certificate: Certificate): readonly Reference[] {
  return [referenceTo('Certificate', certificate), ...hostsOfCertificate(view, certificate)];
}

/** {@link touchedByCertificate} of all Certificates of an issuer. */
export function touchedByIssuer(view: View, issuer: Reference): readonly Reference[] {
  const own = certificatesByIssuer(view).get(keyOf(issuer)) ?? [];
  return own.flatMap((certificate) => touchedByCertificate(view, certificate));
}

const certificatesByIssuer = remembered('certificates by issuer', (view) =>
  grouped(certificatesOf(view), (certificate) => keyOf(issuerReference(certificate))),
);

export type IssuerReference = Reference & { readonly kind: 'Issuer' | 'ClusterIssuer' };

/** What `issuerRef` names; its kind is Issuer by default. */
export function issuerReference({ spec, metadata }: Certificate): IssuerReference {
  const { kind = 'Issuer', name } = spec.issuerRef;
  if (kind === 'ClusterIssuer') return { kind: 'ClusterIssuer', name };
  return { kind: 'Issuer', namespace: metadata.namespace ?? '', name };
}

/** The issuer of a Certificate; undefined where it is not known, or another controller's. */
export function issuerOf(view: View, certificate: Certificate): Issuer | undefined {
  if (!isOwnIssuer(certificate)) return undefined;
  const { kind, namespace, name } = issuerReference(certificate);
  return view.get(kind, namespace, name);
}

/** The issuers that the judged Certificates name, and those that the judged Applications hold. */
export function issuersOf(view: View): readonly IssuerReference[] {
  const all = [
    ...certificatesOf(view).filter(isOwnIssuer).map(issuerReference),
    ...ownNames(view, 'ClusterIssuer').map(({ name }): IssuerReference => ({ kind: 'ClusterIssuer', name })),
    ...ownNames(view, 'Issuer').map(({ namespace, name }): IssuerReference => ({ kind: 'Issuer', namespace, name })),
  ];
  return distinctReferences(all);
}

/** Whether the issuer belongs to cert-manager and not to another controller, whose issuers are not judged. */
export function isOwnIssuer({ spec }: Certificate): boolean {
  return (spec.issuerRef.group ?? 'cert-manager.io') === 'cert-manager.io';
}

/** The CertificateRequests of a Certificate, newest first. */
export const requestsOf = remembered('requests', (view, certificate: Certificate) =>
  byRevision(view.list(owned('CertificateRequest', certificate))),
);

/** The CertificateRequest of the issuance under way, else of the last one. */
export function requestOf(view: View, certificate: Certificate): CertificateRequest | undefined {
  return requestsOf(view, certificate)[0];
}

export const orderOf = remembered(
  'order',
  (view, request: CertificateRequest): Order | undefined => byRevision(view.list(owned('Order', request)))[0],
);

export const challengesOf = remembered('challenges', (view, order: Order) =>
  byRevision(view.list(owned('Challenge', order))),
);

/** A Challenge with its Order and its Certificate. */
export interface Link {
  readonly certificate: Certificate;
  readonly order: Order;
  readonly challenge: Challenge;
}

/** The Challenges of the judged Certificates. */
export const openChallenges = remembered('open challenges', (view) => linksOf(view, certificatesOf(view)));

function linksOf(view: View, certificates: readonly Certificate[]): readonly Link[] {
  return certificates.flatMap((certificate) => {
    const request = requestOf(view, certificate);
    const order = request && orderOf(view, request);
    return order ? challengesOf(view, order).map((challenge) => ({ certificate, order, challenge })) : [];
  });
}

/** Milliseconds; the scheduler looks every second. */
const SCHEDULING = 5000;

/**
 * The Challenge of the same name and type that cert-manager works on, or will work on first: it works on one at a time, in
 * the whole cluster. Undefined where it has begun with this one.
 * @see cert-manager: pkg/controller/acmechallenges/scheduler/scheduler.go
 */
export function holderOf(view: View, challenge: Challenge): Challenge | undefined {
  const { dnsName, type } = challenge.spec;
  const { creationTimestamp = '', uid } = challenge.metadata;
  const isQueued = ({ status = {} }: Challenge) => status.processing !== true && (status.state ?? '') === '';
  if (!isQueued(challenge) || ageOf(view, creationTimestamp) < SCHEDULING) return undefined;
  const others = view
    .list(challengesForName(dnsName))
    .filter(({ spec, metadata }) => spec.type === type && metadata.uid !== uid);
  return (
    others.find(({ status }) => status?.processing) ??
    others.find((each) => isQueued(each) && (each.metadata.creationTimestamp ?? '') < creationTimestamp)
  );
}

/** The Certificates of the Challenge that keeps another one waiting. */
function rivalsFor(view: View, challenge: Challenge): readonly Certificate[] {
  const holder = holderOf(view, challenge);
  if (!holder) return [];
  const { uid, namespace } = holder.metadata;
  return view
    .list(certificatesForHost(holder.spec.dnsName))
    .filter(({ metadata }) => metadata.namespace === namespace)
    .filter((certificate) => linksOf(view, [certificate]).some((link) => link.challenge.metadata.uid === uid));
}

function byRevision<T extends KubernetesObject>(objects: readonly T[]): readonly T[] {
  const revisionOf = ({ metadata }: T) => Number(metadata.annotations?.['cert-manager.io/certificate-revision'] ?? 0);
  return [...objects].sort((a, b) => revisionOf(b) - revisionOf(a) || newestFirst(a, b));
}
