import { certificatesOf } from '../chain/certificates.ts';
import { gatewayApiListeners } from '../chain/edges.ts';
import { entrancesOf } from '../chain/edges.ts';
import { hostsOf } from '../chain/hosts.ts';
import { allDestinations, serviceMeant, writtenDestinationsOf } from '../chain/destinations.ts';
import { delegatesNamed, gatewaysOf, routesOf, virtualServicesOf } from '../chain/routes.ts';
import { servicesOf } from '../chain/workloads.ts';
import type { Question } from '../question.ts';
import type { View } from '../view.ts';
import { everywhere, labelSelector } from './everywhere.ts';
import { namespacesOf } from './plan-edges.ts';

/** Asks for the routes of the hosts, the Services they lead to, and the policies on the way. */
export function* planRoutes(view: View): Iterable<Question> {
  const hosts = hostsOf(view);
  if (hosts.length === 0) return;
  const namespaces = namespacesOf(view);
  const edges = hosts.flatMap((name) => [
    ...entrancesOf(view, name).map(({ gateway }) => gateway.metadata),
    ...gatewayApiListeners(view, name).map(({ gateway }) => gateway.metadata),
  ]);
  const gateways = [...new Set(edges.map(({ namespace = '', name }) => `${namespace}/${name}`))].sort();
  yield* everywhere(view, { kind: 'VirtualService', keep: { hosts, gateways } }, namespaces);
  yield* everywhere(view, { kind: 'HTTPRoute', keep: { hosts, gateways } }, namespaces);
  yield* everywhere(view, { kind: 'Ingress', keep: { hosts } }, namespaces);
  if (view.list('Ingress').length > 0) yield { ask: 'list', kind: 'IngressClass' };
  yield* planNames(view, hosts);
  for (const { namespace, name } of allDestinations(view)) yield { ask: 'get', kind: 'Service', namespace, name };
  yield* planLost(view, namespaces);
  const services = servicesOf(view);
  for (const { metadata } of services)
    yield {
      ...{ ask: 'list', kind: 'EndpointSlice', namespace: metadata.namespace ?? '' },
      labels: labelSelector({ 'kubernetes.io/service-name': metadata.name }),
    };
  const names = services.map(({ metadata }) => `${metadata.name}.${metadata.namespace ?? ''}`);
  // A rule for a whole namespace applies to the solver of a challenge too (H14).
  const solvers = certificatesOf(view).map(({ metadata }) => `cm-acme-http-solver.${metadata.namespace ?? ''}`);
  const all = [...new Set([...names, ...solvers])].sort();
  if (all.length > 0) yield* everywhere(view, { kind: 'DestinationRule', keep: { services: all } }, namespaces);
  for (const namespace of new Set(services.map(({ metadata }) => metadata.namespace ?? ''))) {
    yield { ask: 'get', kind: 'Namespace', name: namespace };
    yield { ask: 'list', kind: 'AuthorizationPolicy', namespace };
    yield { ask: 'list', kind: 'PeerAuthentication', namespace };
  }
}

/** Asks for what VirtualServices name: Gateways (R1, R4), delegates, and Services they may have meant (R5). */
function* planNames(view: View, hosts: readonly string[]): Iterable<Question> {
  for (const virtualService of hosts.flatMap((name) => virtualServicesOf(view, name)))
    for (const gateway of gatewaysOf(virtualService)) {
      const [namespace = '', name] = gateway.split('/');
      if (name !== undefined) yield { ask: 'get', kind: 'Gateway', namespace, name };
    }
  for (const virtualService of hosts.flatMap((name) => routesOf(view, name)))
    for (const { namespace, name } of delegatesNamed(virtualService))
      yield { ask: 'get', kind: 'VirtualService', namespace, name };
  for (const { host } of hosts.flatMap((name) => writtenDestinationsOf(view, name))) {
    const meant = serviceMeant(host);
    if (meant) yield { ask: 'get', kind: 'Service', ...meant };
  }
}

/** Asks for the Service of a destination in other namespaces, where it is not found (R5). */
function* planLost(view: View, namespaces: readonly string[]): Iterable<Question> {
  const places = new Set([
    ...namespaces,
    ...view.list('VirtualService').flatMap(({ metadata }) => metadata.namespace ?? []),
    ...servicesOf(view).flatMap(({ metadata }) => metadata.namespace ?? []),
  ]);
  for (const { namespace, name } of allDestinations(view))
    if (view.isAbsent('Service', namespace, name))
      for (const place of places) yield { ask: 'get', kind: 'Service', namespace: place, name };
}
