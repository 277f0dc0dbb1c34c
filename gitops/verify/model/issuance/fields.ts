import type { Fields } from '../trace/field-table.ts';

// Every field of cert-manager's kinds, as the schemas in gitops/render/schemas have them, and what is made of it: whether it
// is followed as cert-manager follows it, changes nothing in whether a certificate is issued, or may do so unseen.

/** The kinds of cert-manager; an Issuer has the fields of a ClusterIssuer. */
type Kind = 'Certificate' | 'CertificateRequest' | 'Challenge' | 'ClusterIssuer' | 'Order';

const CERTIFICATE: Fields = {
  'spec.secretName': 'modelled',
  'spec.dnsNames': 'modelled',
  'spec.commonName': 'modelled',
  'spec.ipAddresses': 'modelled',
  'spec.issuerRef': 'modelled',
  'spec.privateKey': 'modelled',
  // ACME servers differ in what they take besides these.
  'spec.privateKey.algorithm': { butFor: /^(RSA|ECDSA)$/ },
  // It is no reason for a new key.
  'spec.privateKey.encoding': 'cannot decide',
  'spec.renewBefore': 'modelled',
  // The status says when it is renewed.
  'spec.renewBeforePercentage': 'cannot decide',
  'spec.renewal': 'not modelled',
  // ACME issuers leave it to their CA, unless they say otherwise; others take any that the webhook does.
  'spec.duration': 'cannot decide',
  // What it signs depends on it.
  'spec.isCA': 'modelled',
  // They are written into the request, and no issuer of cert-manager's own refuses any.
  'spec.usages': 'cannot decide',
  // An issuer may refuse them; then its words are told.
  'spec.emailAddresses': 'not modelled',
  'spec.literalSubject': 'not modelled',
  'spec.nameConstraints': 'not modelled',
  'spec.otherNames': 'not modelled',
  'spec.signatureAlgorithm': 'not modelled',
  'spec.subject': 'not modelled',
  'spec.uris': 'not modelled',
  'spec.keystores': 'modelled',
  'spec.additionalOutputFormats': 'cannot decide',
  'spec.encodeUsagesInRequest': 'cannot decide',
  'spec.revisionHistoryLimit': 'cannot decide',
  'spec.secretTemplate': 'cannot decide',
};

const ISSUER: Fields = {
  'spec.acme.server': 'modelled',
  'spec.acme.email': 'modelled',
  'spec.acme.caBundle': 'modelled',
  'spec.acme.profile': 'modelled',
  'spec.acme.preferredChain': 'cannot decide',
  'spec.acme.skipTLSVerify': 'cannot decide',
  'spec.acme.enableDurationFeature': 'not modelled',
  // Whether the account can be used with them, the Ready condition tells.
  'spec.acme.disableAccountKeyGeneration': 'not modelled',
  'spec.acme.externalAccountBinding': 'not modelled',
  // Where the Secret is not there, cert-manager makes it.
  'spec.acme.privateKeySecretRef': 'cannot decide',
  'spec.acme.solvers[].selector': 'modelled',
  // A DNS provider decides; of what it needs only the names are known.
  'spec.acme.solvers[].dns01': 'not modelled',
  'spec.acme.solvers[].dns01.webhook.groupName': 'modelled',
  'spec.acme.solvers[].http01.ingress': 'modelled',
  'spec.acme.solvers[].http01.ingress.podTemplate': 'not modelled',
  'spec.acme.solvers[].http01.ingress.podTemplate.metadata': 'cannot decide',
  'spec.acme.solvers[].http01.ingress.serviceType': 'cannot decide',
  'spec.acme.solvers[].http01.gatewayHTTPRoute.parentRefs': 'modelled',
  'spec.acme.solvers[].http01.gatewayHTTPRoute.labels': 'modelled',
  'spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate': 'not modelled',
  'spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate.metadata': 'cannot decide',
  'spec.acme.solvers[].http01.gatewayHTTPRoute.serviceType': 'cannot decide',
  'spec.acme.solvers[].waitInsteadOfSelfCheck': 'not modelled',
  'spec.ca': 'modelled',
  'spec.selfSigned': 'cannot decide',
  // Whether they can sign, the Ready condition tells, and of a request its own.
  'spec.vault': 'not modelled',
  'spec.venafi': 'not modelled',
};

/** cert-manager writes them from the Certificate and the issuer, whose fields are followed. */
const REQUEST: Fields = {
  'spec.duration': 'cannot decide',
  'spec.isCA': 'cannot decide',
  'spec.issuerRef': 'cannot decide',
  'spec.request': 'cannot decide',
  'spec.usages': 'cannot decide',
  // An approver may look at who asks.
  'spec.extra': 'not modelled',
  'spec.groups': 'not modelled',
  'spec.uid': 'not modelled',
  'spec.username': 'not modelled',
};

const ORDER: Fields = {
  'spec.commonName': 'cannot decide',
  'spec.dnsNames': 'cannot decide',
  'spec.duration': 'cannot decide',
  'spec.ipAddresses': 'cannot decide',
  'spec.issuerRef': 'cannot decide',
  'spec.profile': 'cannot decide',
  'spec.replaces': 'cannot decide',
  'spec.request': 'cannot decide',
};

const CHALLENGE: Fields = {
  'spec.dnsName': 'modelled',
  'spec.type': 'modelled',
  'spec.token': 'modelled',
  'spec.key': 'modelled',
  'spec.authorizationURL': 'cannot decide',
  'spec.issuerRef': 'cannot decide',
  'spec.solver': 'cannot decide',
  'spec.url': 'cannot decide',
  'spec.wildcard': 'cannot decide',
};

/** The tables, by kind. */
export const ISSUANCE_FIELDS: Readonly<Record<Kind, Fields>> = {
  Certificate: CERTIFICATE,
  CertificateRequest: REQUEST,
  Challenge: CHALLENGE,
  ClusterIssuer: ISSUER,
  Order: ORDER,
};
