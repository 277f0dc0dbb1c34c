import { hasLabels } from '../../../see/demand.ts';
import type { GatewayApiGateway } from '../../../see/objects/gateway-api.ts';
import type { Pod, Service } from '../../../see/objects/workload.ts';
import type { View } from '../../../see/view.ts';
import { admits, withoutNamespace } from '../../host-patterns.ts';
import {
  gatewayApiGatewaysForHost,
  gatewayApiGatewaysIn,
  httpRoutesForHost,
  podsOfGatewayApiGateway,
  podsOfService,
} from '../../relations.ts';
import { controllerOf } from './controller.ts';
import { listenersOf, type ApiListener } from './listeners.ts';

/** The Service that a Gateway is served at, in its own namespace, as istiod has it (istio: extractGatewayServices). */
function servicesOf({ metadata, spec }: GatewayApiGateway): readonly string[] {
  const { namespace = '' } = metadata;
  if (isManaged({ spec })) return [managedName({ metadata, spec })];
  const rest = `.${namespace}.svc.cluster.local`;
  return (spec.addresses ?? []).flatMap(({ type = 'Hostname', value = '' }) => {
    // Only a name without a dot is completed.
    const host = value.includes('.') ? value : `${value}${rest}`;
    return type === 'Hostname' && host.endsWith(rest) ? [host.slice(0, -rest.length)] : [];
  });
}

/** The name of the Deployment and of the Service that istiod makes for a Gateway. */
export function managedName({ metadata, spec }: GatewayApiGateway): string {
  return metadata.annotations?.['gateway.istio.io/name-override'] ?? `${metadata.name}-${spec.gatewayClassName}`;
}

/** Whether istiod makes a Deployment and a Service for a Gateway. */
export function isManaged({ spec: { addresses = [] } }: Pick<GatewayApiGateway, 'spec'>): boolean {
  const [only, ...others] = addresses;
  return others.length === 0 && [undefined, 'IPAddress'].includes(only?.type);
}

/** The Gateways of Istio with a listener for a host, of their own or of a ListenerSet. */
export function istioGatewaysFor(view: View, host: string): readonly GatewayApiGateway[] {
  const named = view.list(gatewayApiGatewaysForHost(host));
  // A listener of a ListenerSet is known by the routes that are bound to it.
  const sets = view.list(httpRoutesForHost(host)).flatMap(({ spec, metadata }) =>
    (spec.parentRefs ?? []).flatMap(({ kind, namespace = metadata.namespace, name }) => {
      const set = kind === 'ListenerSet' ? view.get('ListenerSet', namespace, name) : undefined;
      const { parentRef } = set?.spec ?? {};
      return parentRef
        ? (view.get('GatewayApiGateway', parentRef.namespace ?? set?.metadata.namespace, parentRef.name) ?? [])
        : [];
    }),
  );
  return [...new Set([...named, ...sets])].filter((gateway) => controllerOf(view, gateway).is === 'Istio');
}

/** The Pods that serve a Gateway. */
export function podsServing(view: View, gateway: GatewayApiGateway): readonly Pod[] {
  if (isManaged(gateway)) return view.list(podsOfGatewayApiGateway(gateway));
  return servicesOf(gateway).flatMap((name) => {
    const service = view.get('Service', gateway.metadata.namespace, name);
    const demand = service && podsOfService(service);
    return demand ? view.list(demand) : [];
  });
}

/** Of a proxy what Gateways are known by. */
interface Served {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly services: readonly Service[];
}

/** The listeners that a proxy has been given: those of the Gateways whose Service leads to it. */
export function listenersFor(view: View, proxy: Served): readonly ApiListener[] {
  return view
    .list(gatewayApiGatewaysIn(proxy.namespace))
    .filter((gateway) => isServedBy(gateway, proxy) && controllerOf(view, gateway).is === 'Istio')
    .flatMap((gateway) => listenersOf(view, gateway));
}

function isServedBy(gateway: GatewayApiGateway, { services, labels, namespace }: Served): boolean {
  if (gateway.metadata.namespace !== namespace) return false;
  const names = servicesOf(gateway);
  if (services.some(({ metadata }) => metadata.namespace === namespace && names.includes(metadata.name))) return true;
  const own = { 'gateway.networking.k8s.io/gateway-name': gateway.metadata.name };
  return services.length === 0 && isManaged(gateway) && hasLabels(labels, own);
}

/** The listeners for a host that Istio serves. */
export function listenersForHost(view: View, host: string): readonly ApiListener[] {
  return istioGatewaysFor(view, host)
    .flatMap((gateway) => listenersOf(view, gateway))
    .filter(({ server }) => server.hosts.some((pattern) => admits(withoutNamespace(pattern), host)));
}
