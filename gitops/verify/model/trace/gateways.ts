import { admits, withoutNamespace } from '../host-patterns.ts';
import { hasLabels } from '../../see/demand.ts';
import type { Gateway, Server } from '../../see/objects/istio.ts';
import type { GatewayApiGateway } from '../../see/objects/gateway-api.ts';
import type { Pod, Service } from '../../see/objects/workload.ts';
import { gatewayApiGatewaysForHost, gatewaysForHost, podsOfGateway, servicesOfPod } from '../relations.ts';
import { remembered, type View } from '../../see/view.ts';

/** A server of an Istio Gateway that admits a host. */
export interface GatewayServer {
  readonly gateway: Gateway;
  readonly server: Server;
  /** `spec.servers[…]` */
  readonly index: number;
}

/** The servers that admit a host, in all Gateways. */
export const gatewayServersOf = remembered('servers that admit', (view, host: string): readonly GatewayServer[] =>
  view
    .list(gatewaysForHost(host))
    .flatMap((gateway) =>
      (gateway.spec.servers ?? []).flatMap((server, index) =>
        server.hosts.some((pattern) => admits(withoutNamespace(pattern), host)) ? [{ gateway, server, index }] : [],
      ),
    ),
);

/** Whether a server speaks plain HTTP, perhaps only to redirect to https. */
export function speaksHttp({ port }: Server): boolean {
  return ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'].includes(port.protocol.toUpperCase());
}

export function speaksTls({ port }: Server): boolean {
  return ['HTTPS', 'TLS'].includes(port.protocol.toUpperCase());
}

/** Whether a server terminates TLS. */
export function endsTls(server: Server): boolean {
  return speaksTls(server) && ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(server.tls?.mode ?? '');
}

/** Running Pods that a Gateway selects, in any namespace, as istiod does by default; not known of one for every gateway. */
export const gatewayPods = remembered('Pods of gateways', (view, gateway: Gateway): readonly Pod[] => {
  // Its Pods would be those of all gateways, not all Pods of the cluster.
  if (Object.keys(gateway.spec.selector ?? {}).length === 0) return [];
  return view.list(podsOfGateway(gateway)).filter(({ status }) => status?.phase === 'Running');
});

/** The namespaces in which istiod looks for the Secrets of a Gateway: those of its Pods. */
export function credentialNamespaces(view: View, gateway: Gateway): readonly string[] {
  return [...new Set(gatewayPods(view, gateway).map(({ metadata }) => metadata.namespace ?? ''))];
}

/** The Services that lead to the Pods of a Gateway. */
export function gatewayServices(view: View, gateway: Gateway): readonly Service[] {
  const services = gatewayPods(view, gateway).flatMap((pod) => view.list(servicesOfPod(pod)));
  return [...new Set(services)];
}

/** The public addresses of the gateways of a host; a load balancer may have a name instead. */
export const gatewayAddresses = remembered('addresses of gateways', (view, host: string): readonly string[] => {
  const ofServices = gatewayServersOf(view, host)
    .flatMap(({ gateway }) => gatewayServices(view, gateway))
    .flatMap(({ status }) => status?.loadBalancer?.ingress ?? [])
    .flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  const ofGateways = gatewayApiListeners(view, host)
    .flatMap(({ gateway }) => gateway.status?.addresses ?? [])
    .map(({ value }) => value)
    .filter((value) => !/\.svc(\.|$)/.test(value));
  return [...new Set([...ofServices, ...ofGateways])];
});

/** The listeners of Gateway API Gateways that admit a host. */
export function gatewayApiListeners(
  view: View,
  host: string,
): readonly {
  readonly gateway: GatewayApiGateway;
  readonly listener: NonNullable<GatewayApiGateway['spec']['listeners']>[number];
}[] {
  return view
    .list(gatewayApiGatewaysForHost(host))
    .flatMap((gateway) =>
      (gateway.spec.listeners ?? [])
        .filter(({ hostname }) => hostname === undefined || admits(hostname, host))
        .map((listener) => ({ gateway, listener })),
    );
}

type Listener = NonNullable<GatewayApiGateway['spec']['listeners']>[number];

/** Whether a listener takes routes of a namespace; of one that selects namespaces by labels, that it does. */
export function takesRoutesOf(
  { allowedRoutes }: Listener,
  { metadata }: GatewayApiGateway,
  namespace: string | undefined,
): boolean {
  const { from = 'Same' } = allowedRoutes?.namespaces ?? {};
  return from === 'All' || from === 'Selector' || (from === 'Same' && metadata.namespace === namespace);
}

/** Whether a selector selects a Pod by its labels; an empty one selects every Pod. */
export function selects(selector: Readonly<Record<string, string>>, { metadata }: Pick<Pod, 'metadata'>): boolean {
  return hasLabels(metadata.labels, selector);
}

/** The Secrets that a listener takes its certificate from. */
export function secretsOfListener(
  { metadata }: GatewayApiGateway,
  { tls }: ReturnType<typeof gatewayApiListeners>[number]['listener'],
): readonly { readonly namespace: string; readonly name: string }[] {
  if (tls?.mode === 'Passthrough') return [];
  return (tls?.certificateRefs ?? [])
    .filter(({ group = '', kind = 'Secret' }) => group === '' && kind === 'Secret')
    .map(({ namespace = metadata.namespace ?? '', name }) => ({ namespace, name }));
}
