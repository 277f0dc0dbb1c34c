import type { Text } from '#program/language.ts';
import { grouped } from '../../see/grouped.ts';
import { isReady, type Pod, type Service } from '../../see/objects/workload.ts';
import {
  addressesOfService,
  gatewaysForHost,
  gatewaysForLabels,
  ingressesForHost,
  podsOfGateway,
  podsOfService,
  servicesAt,
  servicesOfPod,
} from '../relations.ts';
import { remembered, type View } from '../../see/view.ts';
import { istioGatewaysFor, listenersFor, podsServing } from './gateway-api/gateways.ts';
import { ingressPods, isOfIstio } from './ingress-config.ts';

/** Pods that get the same configuration: of a gateway, with the Services that lead to them, or one that calls others. */
export interface Proxy {
  readonly pods: readonly Pod[];
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly services: readonly Service[];
  /** How a Pod calls others; absent for a gateway. */
  readonly calls?: 'through its sidecar' | 'directly';
}

/** In words. */
export function proxyText({ calls }: Proxy): Text {
  return calls ? { en: 'the sidecar', ko: '사이드카' } : { en: 'the gateway', ko: '게이트웨이' };
}

/** Labels that differ between Pods of one workload and that no configuration selects by. */
const OF_ONE_POD = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

/** The gateways that have been given a server for a host, or that serve an Ingress for it. */
export const proxiesFor = remembered('proxies', (view, host: string): readonly Proxy[] => {
  const ofGateways = view
    .list(gatewaysForHost(host))
    .filter(({ spec }) => Object.keys(spec.selector ?? {}).length > 0)
    .flatMap((gateway) => view.list(podsOfGateway(gateway)));
  const isIngress = view.list(ingressesForHost(host)).some((ingress) => isOfIstio(view, ingress));
  const ofApi = istioGatewaysFor(view, host).flatMap((gateway) => podsServing(view, gateway));
  return proxiesOf(view, [...ofGateways, ...ofApi, ...(isIngress ? ingressPods(view) : [])]);
});

/**
 * The gateways of a host as they would be if their Pods ran: for what is known of them without Pods, as in Git, or where
 * a gateway that nobody may look at has answered.
 */
function expectedProxies(view: View, host: string): readonly Proxy[] {
  const selectors = new Map(
    view
      .list(gatewaysForHost(host))
      .map(({ spec: { selector = {} }, metadata: { namespace = '' } }) => [
        JSON.stringify([selector, namespace]),
        { selector, namespace },
      ]),
  );
  const ofApi = istioGatewaysFor(view, host).map(({ metadata: { namespace = '', name } }) => ({
    selector: { 'gateway.networking.k8s.io/gateway-name': name },
    namespace,
  }));
  return [...selectors.values(), ...ofApi].map(({ selector, namespace }) => ({
    pods: [],
    labels: selector,
    namespace,
    services: [],
  }));
}

/** The gateways of a host that run or, where none does, those that are to. */
export function proxiesMeantFor(view: View, host: string): readonly Proxy[] {
  const running = proxiesFor(view, host);
  return running.length > 0 ? running : expectedProxies(view, host);
}

/** Pods that run, by the configuration that they get. */
function proxiesOf(view: View, pods: readonly Pod[]): readonly Proxy[] {
  const live = pods.filter(
    ({ metadata, status }) => status?.phase === 'Running' && metadata.deletionTimestamp === undefined,
  );
  const groups = grouped(new Set(live), ({ metadata: { namespace = '', labels = {} } }) => {
    const own = Object.entries(labels).filter(([label]) => !OF_ONE_POD.has(label));
    return JSON.stringify([namespace, own.sort()]);
  });
  return [...groups.values()].map((pods): Proxy => {
    const { namespace = '', labels = {} } = pods[0].metadata;
    return {
      ...{ pods, namespace, labels },
      services: [...new Set(pods.flatMap((pod) => view.list(servicesOfPod(pod))))],
    };
  });
}

export function readyPodsOf({ pods }: Proxy): readonly Pod[] {
  return pods.filter(isReady);
}

/** The addresses that lead to a proxy; a load balancer may have a name instead. */
export function addressesTo({ services }: Proxy): readonly string[] {
  return services.flatMap(addressesOfService);
}

/** The gateway that an address leads to, whatever hosts it has; undefined where it leads to none that is known. */
export function gatewayAt(view: View, address: string): Proxy | undefined {
  const pods = view.list(servicesAt(address)).flatMap((service) => {
    const demand = podsOfService(service);
    return demand ? view.list(demand) : [];
  });
  return proxiesOf(view, pods).find(
    (proxy) => view.list(gatewaysForLabels(proxy.labels)).length > 0 || listenersFor(view, proxy).length > 0,
  );
}

/** The addresses of the gateway that serves Istio's Ingresses. */
export const ingressAddresses = remembered('addresses of Ingresses', (view): readonly string[] =>
  ingressPods(view)
    .flatMap((pod) => view.list(servicesOfPod(pod)))
    .flatMap(addressesOfService),
);

/** The port of the Pods that a port of a Service leads to; undefined where no Service has it. */
export function podPortOf({ pods, services }: Proxy, port: number): number | undefined {
  const isHost = pods.some(({ spec }) => spec.hostNetwork);
  for (const { spec } of services) {
    const found = spec.ports?.find((each) => each.port === port);
    const target = found?.targetPort ?? found?.port;
    if (typeof target === 'number') return target;
    const named = pods
      .flatMap(({ spec: pod }) => pod.containers.flatMap(({ ports = [] }) => ports))
      .find(({ name }) => name === target);
    if (target !== undefined && named) return named.containerPort;
  }
  return isHost ? port : undefined;
}
