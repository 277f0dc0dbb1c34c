import { demand, every, hasLabels, labelled, labelTexts, named, type Demand, type Selection } from '../see/demand.ts';
import type { KindId, Kinds } from '../see/kinds.ts';
import { fullName, type KubernetesObject } from '../see/objects/kubernetes-object.ts';
import { admits, patternsFor, withoutNamespace } from './host-patterns.ts';
import type { Gateway, Server, VirtualService } from '../see/objects/istio.ts';

// Who refers to whom: each relation once, with the fields that it is read from. A relation gives a demand; with it a
// snapshot is looked up, the cluster is asked, and a list is filtered.

type Labels = Readonly<Record<string, string>>;

/** A selection by texts that an object has in the fields which the name states. */
function texts<K extends KindId>(name: string, of: (object: Kinds[K]) => readonly string[]): Selection<K, string> {
  return { name, fits: (object, value) => of(object).includes(value), keys: { of, for: (value) => [value] } };
}

/** A selection by a name that patterns of an object admit. @param nameOf a value that is none */
function hosts<K extends KindId>(
  name: string,
  of: (object: Kinds[K]) => readonly string[],
  nameOf = (value: string) => value,
): Selection<K, string> {
  return {
    name,
    fits: (object, value) => of(object).some((pattern) => admits(pattern, nameOf(value))),
    keys: {
      of: (object) => of(object).map((pattern) => pattern.toLowerCase()),
      for: (value) => patternsFor(nameOf(value)),
    },
  };
}

// Any kind

const OWNER = texts<KindId>('metadata.ownerReferences.uid', ({ metadata }) =>
  (metadata.ownerReferences ?? []).map(({ uid }) => uid),
);
/** What every start says; most events of a cluster are of these. */
const ROUTINE = ['Scheduled', 'Pulling', 'Pulled', 'Started', 'SuccessfulCreate', 'ScalingReplicaSet'];
const ABOUT: Selection<'Event', string> = {
  name: 'involvedObject.uid',
  fits: ({ involvedObject, reason = '' }, uid) => involvedObject.uid === uid && !ROUTINE.includes(reason),
  keys: { of: ({ involvedObject }) => [involvedObject.uid ?? ''], for: (uid) => [uid] },
  atServer: 'involvedObject.uid',
  always: ROUTINE.map((reason) => `reason!=${reason}`).join(','),
};

/** What an object owns. */
export function owned<K extends KindId>(kind: K, { metadata }: KubernetesObject): Demand<K> {
  return demand(kind, OWNER, metadata.uid ?? '', metadata.namespace);
}

/** The events about an object but those of every start; Kubernetes keeps them for an hour (kube-apiserver --event-ttl). */
export function eventsOf({ metadata }: KubernetesObject): Demand<'Event'> {
  return demand('Event', ABOUT, metadata.uid ?? '', metadata.namespace ?? 'default');
}

// Argo CD

/** The AppProject of an Application, in the namespace of its Argo CD, which need not be the Application's. */
export function projectsNamed(name: string): Demand<'AppProject'> {
  return named('AppProject', undefined, name);
}

// cert-manager

const WRITES = texts<'Certificate'>('spec.secretName', ({ spec }) => [spec.secretName]);
const CERTIFIES = hosts<'Certificate'>('spec.dnsNames,spec.commonName', ({ spec }) => [
  ...(spec.dnsNames ?? []),
  ...(spec.commonName === undefined ? [] : [spec.commonName]),
]);

/** The Certificates whose Secret this is. */
export function writersOfSecret(secret: string, namespace?: string): Demand<'Certificate'> {
  return demand('Certificate', WRITES, secret, namespace);
}

/** The Certificates for a public name, by a wildcard too. */
export function certificatesForHost(host: string): Demand<'Certificate'> {
  return demand('Certificate', CERTIFIES, host);
}

const VALIDATES = texts<'Challenge'>('spec.dnsName', ({ spec }) => [spec.dnsName]);

/** The Challenges of a name, of all Certificates. */
export function challengesForName(name: string): Demand<'Challenge'> {
  return demand('Challenge', VALIDATES, name);
}

const WEBHOOK = texts<'ValidatingWebhookConfiguration'>('webhooks.name', ({ webhooks = [] }) =>
  webhooks.map(({ name }) => name),
);

/** The configurations that have a webhook of this name. */
export function webhookConfigurations(webhook: string): Demand<'ValidatingWebhookConfiguration'> {
  return demand('ValidatingWebhookConfiguration', WEBHOOK, webhook);
}

// Gateways

const ADMITS = hosts<'Gateway'>('spec.servers.hosts', ({ spec }) =>
  (spec.servers ?? []).flatMap((server) => server.hosts.map(withoutNamespace)),
);
const CREDENTIALS = texts<'Gateway'>('spec.servers.tls.credentialName', ({ spec }) =>
  (spec.servers ?? []).flatMap((server) => credentialsOf(server)),
);
const SELECTED_BY: Selection<'Gateway', Labels> = {
  name: 'spec.selector',
  fits: ({ spec }, labels) => hasLabels(labels, spec.selector ?? {}),
  keys: { of: ({ spec }) => [firstOf(spec.selector)], for: (labels) => ['', ...labelTexts(labels)] },
};
const LISTENS = hosts<'GatewayApiGateway'>('spec.listeners.hostname', ({ spec }) =>
  (spec.listeners ?? []).map(({ hostname = '*' }) => hostname),
);
const ADDS_TO = texts<'ListenerSet'>('spec.parentRef', ({ spec: { parentRef }, metadata }) => [
  `${parentRef.namespace ?? metadata.namespace ?? ''}/${parentRef.name}`,
]);
const SELECTS: Selection<'Service', Labels> = {
  name: 'spec.selector',
  fits: ({ spec }, labels) => selectsSome(spec.selector) && hasLabels(labels, spec.selector),
  keys: { of: ({ spec }) => [firstOf(spec.selector)], for: labelTexts },
};

/** The Istio Gateways with a server for a public name. */
export function gatewaysForHost(host: string): Demand<'Gateway'> {
  return demand('Gateway', ADMITS, host);
}

/** The Istio Gateways that name a Secret, as `name` or `namespace/name`. */
export function gatewaysWithCredential(credential: string): Demand<'Gateway'> {
  return demand('Gateway', CREDENTIALS, credential);
}

/** The Istio Gateways that select Pods with these labels, or every Pod. */
export function gatewaysForLabels(labels: Labels | undefined = {}): Demand<'Gateway'> {
  return demand('Gateway', SELECTED_BY, labels);
}

/** The Gateways of the Gateway API with a listener for a public name. */
export function gatewayApiGatewaysForHost(host: string): Demand<'GatewayApiGateway'> {
  return demand('GatewayApiGateway', LISTENS, host);
}

/** The ListenerSets that name a Gateway as theirs. */
export function listenerSetsOf(gateway: KubernetesObject): Demand<'ListenerSet'> {
  return demand('ListenerSet', ADDS_TO, fullName(gateway));
}

/** The Gateways of the Gateway API in a namespace. */
export function gatewayApiGatewaysIn(namespace: string): Demand<'GatewayApiGateway'> {
  return every('GatewayApiGateway', namespace);
}

/** The Pods that an Istio Gateway selects, in any namespace, as istiod does by default. A selector must be there. */
export function podsOfGateway({ spec }: Gateway): Demand<'Pod'> {
  return labelled('Pod', undefined, spec.selector ?? {});
}

/** The Pods that implement a Gateway of the Gateway API. */
export function podsOfGatewayApiGateway({ metadata }: KubernetesObject): Demand<'Pod'> {
  return labelled('Pod', metadata.namespace, { 'gateway.networking.k8s.io/gateway-name': metadata.name });
}

/** The Services that select a Pod. */
export function servicesOfPod({ metadata }: KubernetesObject): Demand<'Service'> {
  return demand('Service', SELECTS, metadata.labels ?? {}, metadata.namespace);
}

const AT = texts<'Service'>('addresses', addressesOfService);

/** The addresses that lead to a Service; a load balancer may have a name instead. */
export function addressesOfService({ spec, status }: Kinds['Service']): readonly string[] {
  return [
    ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
    ...(spec.externalIPs ?? []),
    ...(spec.clusterIP === undefined ? [] : [spec.clusterIP]),
  ];
}

/** The Services at an address. */
export function servicesAt(address: string): Demand<'Service'> {
  return demand('Service', AT, address);
}

/** The Secrets that a server takes its certificate from, as `name` or `namespace/name`. */
export function credentialsOf({ tls }: Server): readonly string[] {
  return [...(tls?.credentialName ? [tls.credentialName] : []), ...(tls?.credentialNames ?? [])]
    .map((name) => name.replace(/^kubernetes:\/\//, ''))
    .filter((name) => !name.includes('://') && !name.endsWith('-cacert'));
}

/** The Secret of a credential, `name` or `namespace/name`. @param own where one without a namespace is looked for */
export function secretOfCredential(
  credential: string,
  own: string,
): { readonly namespace: string; readonly name: string } {
  const [first = '', second] = credential.split('/');
  return second === undefined ? { namespace: own, name: first } : { namespace: first, name: second };
}

// Routes

const ROUTES = hosts<'VirtualService'>('spec.hosts', ({ spec }) => spec.hosts ?? []);
const BOUND = texts<'VirtualService'>('spec.gateways', gatewaysOf);
const IN_MESH = hosts<'VirtualService'>('spec.gateways=mesh,spec.hosts', ({ spec, metadata }) =>
  gatewaysOf({ spec, metadata }).includes('mesh')
    ? (spec.hosts ?? []).map((host) => fullHost(host, metadata.namespace ?? ''))
    : [],
);
const NAMES = hosts<'HTTPRoute'>('spec.hostnames', ({ spec }) => spec.hostnames ?? []);
const PARENTS = texts<RouteKind>('spec.parentRefs', ({ spec, metadata }) =>
  (spec.parentRefs ?? []).map(({ kind = 'Gateway', namespace = metadata.namespace ?? '', name }) =>
    parentKey(kind, `${namespace}/${name}`),
  ),
);
const INGRESS = hosts<'Ingress'>('spec.rules.host,spec.tls.hosts', ({ spec }) => [
  // Without a host it is for all.
  ...(spec.rules ?? []).map(({ host }) => host || '*'),
  ...(spec.tls ?? []).flatMap(({ hosts: own = [] }) => (own.length > 0 ? own : ['*'])),
]);

/** The VirtualServices that have a public name, whatever Gateways they name. */
export function virtualServicesForHost(host: string): Demand<'VirtualService'> {
  return demand('VirtualService', ROUTES, host);
}

/** The VirtualServices that sidecars are to know, and that have a host, in full. */
export function meshVirtualServicesFor(host: string): Demand<'VirtualService'> {
  return demand('VirtualService', IN_MESH, host);
}

/** The VirtualServices that name a Gateway, even if that has no effect. */
export function virtualServicesOfGateway(gateway: KubernetesObject): Demand<'VirtualService'> {
  return demand('VirtualService', BOUND, fullName(gateway));
}

/**
 * `namespace/name` of the Gateways that a VirtualService names, or `mesh`. `name` and `./name` are in its own namespace;
 * `name.namespace`, with or without a domain, is an old form (istio: pilot/pkg/model/config.go, resolveGatewayName).
 */
export function gatewaysOf({ spec, metadata }: Pick<VirtualService, 'spec' | 'metadata'>): readonly string[] {
  const written = spec.gateways ?? [];
  const { namespace: own = '' } = metadata;
  return (written.length > 0 ? written : ['mesh']).map((gateway) => {
    if (gateway === 'mesh') return gateway;
    if (gateway.includes('/')) return gateway.replace(/^\.\//, `${own}/`);
    const [name = '', namespace = own] = gateway.split('.');
    return `${namespace}/${name}`;
  });
}

/** The HTTPRoutes that have a public name. */
export function httpRoutesForHost(host: string): Demand<'HTTPRoute'> {
  return demand('HTTPRoute', NAMES, host);
}

export type RouteKind = 'GRPCRoute' | 'HTTPRoute' | 'TCPRoute' | 'TLSRoute';

/** The routes of the Gateway API that name a Gateway, a ListenerSet or a Service as their parent. */
export function routesOfParent<K extends RouteKind>(
  kind: K,
  parent: { readonly kind: string; readonly namespace?: string; readonly name: string },
): Demand<K> {
  const { kind: of, namespace = '', name } = parent;
  return demand(kind, PARENTS as unknown as Selection<K, string>, parentKey(of, `${namespace}/${name}`));
}

function parentKey(kind: string, name: string): string {
  return ['Gateway', 'GatewayApiGateway'].includes(kind) ? name : `${kind} ${name}`;
}

/** The Ingresses that have a public name, in a rule or for TLS. */
export function ingressesForHost(host: string): Demand<'Ingress'> {
  return demand('Ingress', INGRESS, host);
}

// Services and workloads

const RULES = hosts<'DestinationRule'>(
  'spec.host',
  ({ spec, metadata }) => [fullHost(spec.host, metadata.namespace ?? '')],
  (service) => `${service}.${DOMAIN}`,
);
const ENTRY_HOSTS = texts<'ServiceEntry'>('spec.hosts', ({ spec }) => spec.hosts ?? []);
const ENTRY_PATTERNS = hosts<'ServiceEntry'>('spec.hosts,wildcards', ({ spec }) => spec.hosts ?? []);
const TEMPLATE: Selection<WorkloadKind, Labels> = {
  name: 'spec.template.metadata.labels',
  fits: ({ spec }, selector) => hasLabels(spec.template.metadata?.labels, selector),
  keys: { of: ({ spec }) => labelTexts(spec.template.metadata?.labels), for: labelTexts, isAll: true },
};
const DOMAIN = 'svc.cluster.local';

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

/** The DestinationRules for a Service, by a short name, in full, or by a wildcard. */
export function destinationRulesOf(service: string, namespace: string): Demand<'DestinationRule'> {
  return demand('DestinationRule', RULES, `${service}.${namespace}`);
}

/** The ServiceEntries that bring a host into the mesh. */
export function serviceEntriesFor(host: string): Demand<'ServiceEntry'> {
  return demand('ServiceEntry', ENTRY_HOSTS, host);
}

/** The ServiceEntries that sidecars know a host by, also by a wildcard. */
export function serviceEntriesAdmitting(host: string): Demand<'ServiceEntry'> {
  return demand('ServiceEntry', ENTRY_PATTERNS, host);
}

/** The host of a DestinationRule in full: Istio completes a name without a dot by the rule's namespace. */
export function fullHost(host: string, namespace: string): string {
  return host.includes('.') || host === '*' ? host : `${host}.${namespace}.${DOMAIN}`;
}

/** The workloads whose Pods a Service selects; undefined where it selects none. */
export function workloadsOfService<K extends WorkloadKind>(
  kind: K,
  { spec, metadata }: Kinds['Service'],
): Demand<K> | undefined {
  const { selector } = spec;
  if (!selectsSome(selector)) return undefined;
  return workloadsWithLabels(kind, selector, metadata.namespace);
}

/** The workloads, in a namespace or anywhere, whose Pods have these labels. */
export function workloadsWithLabels<K extends WorkloadKind>(kind: K, labels: Labels, namespace?: string): Demand<K> {
  return demand(kind, TEMPLATE as unknown as Selection<K, Labels>, labels, namespace);
}

/** The Pods that a Service selects; undefined where it selects none. */
export function podsOfService({ spec, metadata }: Kinds['Service']): Demand<'Pod'> | undefined {
  return selectsSome(spec.selector) ? labelled('Pod', metadata.namespace, spec.selector) : undefined;
}

/** The Pods with the labels that a workload selects; undefined where it selects none. */
export function podsOfWorkload({ spec, metadata }: Kinds[WorkloadKind]): Demand<'Pod'> | undefined {
  const labels = spec.selector?.matchLabels;
  return selectsSome(labels) ? labelled('Pod', metadata.namespace, labels) : undefined;
}

/** The endpoints of a Service. */
export function slicesOfService({ metadata }: KubernetesObject): Demand<'EndpointSlice'> {
  return labelled('EndpointSlice', metadata.namespace, { 'kubernetes.io/service-name': metadata.name });
}

/** The Pods of a Job. */
export function podsOfJob(name: string, namespace: string): Demand<'Pod'> {
  return labelled('Pod', namespace, { 'batch.kubernetes.io/job-name': name });
}

/** The Services of a name, in any namespace. */
export function servicesNamed(name: string): Demand<'Service'> {
  return named('Service', undefined, name);
}

/** The policies in a namespace, where they apply to its Pods, or to all if it is Istio's root namespace. */
export function policiesIn<K extends 'AuthorizationPolicy' | 'PeerAuthentication'>(
  kind: K,
  namespace: string,
): Demand<K> {
  return every(kind, namespace);
}

/** One of the labels that a selector asks for; empty where it asks for none. */
function firstOf(selector: Labels | undefined): string {
  return labelTexts(selector)[0] ?? '';
}

/** An empty selector of a Service or a workload selects nothing. */
function selectsSome(selector: Labels | undefined): selector is Labels {
  return selector !== undefined && Object.keys(selector).length > 0;
}
