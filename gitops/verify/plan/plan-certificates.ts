import { ownNames } from '../chain/applications.ts';
import {
  certificatesOf,
  challengesOf,
  isOwnIssuer,
  issuerOf,
  issuerReference,
  orderOf,
  requestsOf,
} from '../chain/certificates.ts';
import type { Solver } from '../objects/cert-manager.ts';
import { conditionOf, type KubernetesObject } from '../objects/kubernetes-object.ts';
import type { Question } from '../question.ts';
import type { View } from '../view.ts';
import { eventsOf, labelSelector } from './everywhere.ts';

const SOLVER = labelSelector({ 'acme.cert-manager.io/http01-solver': 'true' });
/** How many of a Certificate's requests have their order looked for: the present one and the one before. */
const REQUESTS = 2;

/** Asks, from each Certificate down, for all that its issuance depends on. */
export function* planCertificates(view: View): Iterable<Question> {
  const certificates = certificatesOf(view);
  if (certificates.length + ownNames(view, 'Certificate').length > 0) yield* planWebhook(view);
  if (certificates.length > 0) yield { ask: 'list', kind: 'IngressClass' };
  for (const certificate of certificates) {
    const { namespace = '', uid = '' } = certificate.metadata;
    if (isOwnIssuer(certificate)) yield* planIssuer(view, issuerReference(certificate), namespace);
    // Without the Gateway of a solver the next renewal fails too (C18).
    if (isOwnIssuer(certificate)) yield* planParents(issuerOf(view, certificate)?.spec.acme?.solvers ?? [], namespace);
    // Other Certificates that write the same Secret (C9).
    yield { ask: 'list', kind: 'Certificate', namespace, keep: { secrets: [certificate.spec.secretName] } };
    if (view.scope.withSecrets) yield { ask: 'get', kind: 'Secret', namespace, name: certificate.spec.secretName };
    yield { ask: 'list', kind: 'CertificateRequest', namespace, keep: { owners: [uid] } };
    const requests = requestsOf(view, certificate).slice(0, REQUESTS);
    if (requests.length === 0) continue;
    yield { ask: 'list', kind: 'Order', namespace, keep: { owners: requests.map(uidOf) } };
    const isOpen =
      conditionOf(certificate, 'Ready')?.status !== 'True' || conditionOf(certificate, 'Issuing')?.status === 'True';
    if (isOpen) yield* requests.slice(0, 1).map(eventsOf);
    for (const request of requests.slice(0, 1)) {
      const order = orderOf(view, request);
      if (!order || order.status?.state === 'valid') continue;
      yield eventsOf(order);
      yield { ask: 'list', kind: 'Challenge', namespace, keep: { owners: [uidOf(order)] } };
      const challenges = challengesOf(view, order);
      yield* challenges.map(eventsOf);
      if (challenges.length === 0) continue;
      for (const kind of ['Pod', 'Service', 'Ingress', 'HTTPRoute'] as const)
        yield { ask: 'list', kind, namespace, labels: SOLVER };
      for (const pod of view.list('Pod', namespace))
        if (pod.metadata.labels?.['acme.cert-manager.io/http01-solver'] === 'true' && pod.status?.phase === 'Pending')
          yield eventsOf(pod);
      for (const { spec } of challenges)
        for (const parent of spec.solver?.http01?.gatewayHTTPRoute?.parentRefs ?? [])
          yield {
            ...{ ask: 'get', kind: 'GatewayApiGateway', name: parent.name },
            namespace: parent.namespace ?? namespace,
          };
    }
  }
}

function* planParents(solvers: readonly Solver[], own: string): Iterable<Question> {
  for (const { http01 } of solvers)
    for (const { kind = 'Gateway', namespace = own, name } of http01?.gatewayHTTPRoute?.parentRefs ?? [])
      if (kind === 'Gateway') yield { ask: 'get', kind: 'GatewayApiGateway', namespace, name };
}

function* planIssuer(view: View, reference: ReturnType<typeof issuerReference>, namespace: string): Iterable<Question> {
  const { name } = reference;
  const named: Question =
    reference.kind === 'ClusterIssuer'
      ? { ask: 'get', kind: 'ClusterIssuer', name }
      : { ask: 'get', kind: 'Issuer', namespace, name };
  const other: Question =
    reference.kind === 'ClusterIssuer'
      ? { ask: 'get', kind: 'Issuer', namespace, name }
      : { ask: 'get', kind: 'ClusterIssuer', name };
  yield named;
  // An issuer of the other kind may have been meant (C4).
  if (view.isAbsent(named.kind, reference.namespace, name)) yield other;
}

/** Asks for the webhook that must answer before an object of cert-manager can be written (C1). */
function* planWebhook(view: View): Iterable<Question> {
  yield { ask: 'list', kind: 'ValidatingWebhookConfiguration', keep: { webhooks: ['webhook.cert-manager.io'] } };
  for (const { webhooks = [] } of view.list('ValidatingWebhookConfiguration'))
    for (const { clientConfig } of webhooks)
      if (clientConfig?.service) {
        const { namespace, name } = clientConfig.service;
        yield { ask: 'get', kind: 'Service', namespace, name };
        yield {
          ...{ ask: 'list', kind: 'EndpointSlice', namespace },
          labels: labelSelector({ 'kubernetes.io/service-name': name }),
        };
      }
}

function uidOf({ metadata }: KubernetesObject): string {
  return metadata.uid ?? '';
}
