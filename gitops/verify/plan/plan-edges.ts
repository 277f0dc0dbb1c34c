import { applicationsOf } from '../chain/applications.ts';
import { credentialsOf, entrancesOf, gatewayApiListeners, gatewayPods, secretsOfListener } from '../chain/edges.ts';
import { hostsOf } from '../chain/hosts.ts';
import type { Question } from '../question.ts';
import type { View } from '../view.ts';
import { everywhere, labelSelector } from './everywhere.ts';

/** Istio's default root namespace. */
const ROOT_NAMESPACE = 'istio-system';

/** Asks for the Gateways that admit the hosts, the Pods and Services behind them, and the Certificates they need. */
export function* planEdges(view: View): Iterable<Question> {
  const hosts = hostsOf(view);
  if (hosts.length === 0) return;
  const namespaces = namespacesOf(view);
  yield* everywhere(view, { kind: 'Gateway', keep: { hosts } }, namespaces);
  yield* everywhere(view, { kind: 'GatewayApiGateway', keep: { hosts } }, namespaces);
  const entrances = hosts.flatMap((name) => entrancesOf(view, name));
  const gateways = new Set([...entrances.map(({ gateway }) => gateway), ...view.list('Gateway')]);
  for (const gateway of gateways) {
    const { selector } = gateway.spec;
    if (selector && Object.keys(selector).length > 0)
      yield* everywhere(view, { kind: 'Pod', labels: labelSelector(selector) }, namespaces);
  }
  const pods = [...gateways].flatMap((gateway) => gatewayPods(view, gateway));
  const places = [...new Set(pods.map(({ metadata }) => metadata.namespace ?? ''))];
  for (const namespace of places) {
    const labels = pods
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map(({ metadata }) => metadata.labels ?? {});
    const distinct = [...new Map(labels.map((each) => [labelSelector(each), each])).values()];
    yield { ask: 'list', kind: 'Service', namespace, keep: { selects: distinct } };
    // Policies in Istio's root namespace apply everywhere.
    for (const place of new Set([namespace, ROOT_NAMESPACE]))
      yield { ask: 'list', kind: 'AuthorizationPolicy', namespace: place };
    yield { ask: 'list', kind: 'PeerAuthentication', namespace };
    yield { ask: 'get', kind: 'Namespace', name: namespace };
  }
  const credentials = [...new Set(entrances.flatMap(({ server }) => credentialsOf(server)))].sort();
  // Gateways for other hosts that share a certificate with these (T6).
  if (credentials.length > 0) yield* everywhere(view, { kind: 'Gateway', keep: { secrets: credentials } }, namespaces);
  const listened = hosts
    .flatMap((name) => gatewayApiListeners(view, name))
    .flatMap(({ gateway, listener }) => secretsOfListener(gateway, listener));
  const secrets = [...new Set([...credentials, ...listened.map(({ name }) => name)])].sort();
  yield* everywhere(view, { kind: 'Certificate', keep: { secrets, hosts } }, [
    ...new Set([...namespaces, ...places, ...listened.map(({ namespace }) => namespace)]),
  ]);
  if (view.scope.withSecrets)
    for (const namespace of places)
      for (const name of credentials) yield { ask: 'get', kind: 'Secret', namespace, name };
  if (view.scope.withSecrets)
    for (const { namespace, name } of listened) yield { ask: 'get', kind: 'Secret', namespace, name };
  for (const { metadata, spec } of pods) {
    const { namespace = '' } = metadata;
    const user = `system:serviceaccount:${namespace}:${spec.serviceAccountName ?? 'default'}`;
    // istiod asks the same before it hands a Secret to a gateway (istio: pilot/pkg/credentials/kube/secrets.go).
    yield { ask: 'may', user, verb: 'list', resource: 'secrets', namespace };
  }
}

/** The namespaces that the scope itself names. */
export function namespacesOf(view: View): readonly string[] {
  const ofApplications = applicationsOf(view).flatMap(({ spec, status }) => [
    ...(spec.destination.namespace ? [spec.destination.namespace] : []),
    ...(status?.resources ?? []).flatMap(({ namespace }) => namespace ?? []),
  ]);
  return [...new Set([...view.scope.certificates.map(({ namespace }) => namespace), ...ofApplications])];
}
