import { entrancesOf, gatewayApiListeners, gatewayPods } from './gateways.ts';
import { hostsOf } from './hosts.ts';
import { destinationsOf, type Destination } from './destinations.ts';
import { podsBehind, workloadsBehind as workloadsBehindOf, WORKLOAD_KINDS } from '../workload/workloads.ts';
import { isLive, type Container, type Pod, type Service, type Workload } from '../../see/objects/workload.ts';
import { podsOfGatewayApiGateway, podsOfService, workloadsOfService } from '../relations.ts';
import type { View } from '../../see/view.ts';

/** A Service that requests for judged hosts are sent to, with the routes that do so. */
export interface Backend {
  readonly service: Service;
  readonly destinations: readonly Destination[];
  readonly hosts: readonly string[];
}

/** The Services with a selector, each once; where another one leads to is not known. */
export function backendsOf(view: View): readonly Backend[] {
  return view.remember('backends', () => findBackends(view));
}

function findBackends(view: View): readonly Backend[] {
  const all = new Map<string, Backend>();
  for (const name of hostsOf(view))
    for (const destination of destinationsOf(view, name)) {
      const service = view.get('Service', destination.namespace, destination.name);
      if (!service || !isSelecting(service)) continue;
      const key = `${destination.namespace}/${destination.name}`;
      const { destinations = [], hosts = [] } = all.get(key) ?? {};
      all.set(key, {
        service,
        destinations: [...destinations, destination],
        hosts: [...new Set([...hosts, name])],
      });
    }
  return [...all.values()];
}

function isSelecting({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0;
}

/** The workloads whose Pods a Service selects. */
export function workloadsBehind(view: View, service: Service): readonly Workload[] {
  return WORKLOAD_KINDS.flatMap((kind) => workloadsBehindOf(view, kind, service));
}

/** Whether everything that a Service may select is known. */
export function knowsBehind(view: View, service: Service): boolean {
  const demands = [podsOfService(service), ...WORKLOAD_KINDS.map((kind) => workloadsOfService(kind, service))];
  return demands.every((demand) => demand === undefined || view.isComplete(demand));
}

/** The containers a Service should lead to: those of its workloads' templates or, without workloads, of its Pods. */
export function shapesBehind(view: View, service: Service): readonly { readonly containers: readonly Container[] }[] {
  const workloads = workloadsBehind(view, service);
  const specs =
    workloads.length > 0
      ? workloads.map(({ spec }) => spec.template.spec)
      : livePodsBehind(view, service).map(({ spec }) => spec);
  return specs.map(({ containers, initContainers = [] }) => ({
    containers: [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')],
  }));
}

export function livePodsBehind(view: View, service: Service): readonly Pod[] {
  return podsBehind(view, service).filter(isLive);
}

/** Pods of the gateways that send requests for a host to its backends. */
export function callersOf(view: View, name: string): readonly Pod[] {
  const istio = entrancesOf(view, name).flatMap(({ gateway }) => gatewayPods(view, gateway));
  const gatewayApi = gatewayApiListeners(view, name).flatMap(({ gateway }) =>
    view.list(podsOfGatewayApiGateway(gateway)),
  );
  return [...new Map([...istio, ...gatewayApi].map((pod) => [pod.metadata.uid, pod])).values()];
}
