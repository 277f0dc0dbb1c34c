import { fullName, newestFirst } from '../../see/objects/kubernetes-object.ts';
import { holdersOf, ownObjects } from '../sync/applications.ts';
import type { EndpointSlice, Pod, Service, Workload } from '../../see/objects/workload.ts';
import { host, referenceTo, type Reference } from '../reference.ts';
import { hostsOf } from '../trace/hosts.ts';
import { servicesOfHost } from '../trace/destinations.ts';
import { hasLabels } from '../../see/demand.ts';
import { grouped } from '../../see/grouped.ts';
import { podsOfService, podsOfWorkload, slicesOfService, workloadsOfService, type WorkloadKind } from '../relations.ts';
import { remembered, type View } from '../../see/view.ts';

export type { WorkloadKind };

export const WORKLOAD_KINDS: readonly WorkloadKind[] = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** The Services that the routes of judged hosts lead to, and those that the judged Applications hold. */
export const servicesOf = remembered('services', (view): readonly Service[] => {
  const led = hostsOf(view)
    .flatMap((name) => servicesOfHost(view, name))
    .flatMap(({ namespace, name }) => view.get('Service', namespace, name) ?? []);
  const all = new Map([...led, ...ownObjects(view, 'Service')].map((service) => [service.metadata.uid, service]));
  return [...all.values()];
});

/** The workloads behind these Services, and those that the judged Applications hold. */
export const workloadsOf = remembered('workloads', (view) => {
  const own = WORKLOAD_KINDS.flatMap((kind) => ownObjects(view, kind).map((workload) => ({ kind, workload })));
  const all = [...own, ...servicesOf(view).flatMap((service) => workloadsBehind(view, service))];
  const each = [...new Map(all.map((one) => [one.workload.metadata.uid, one])).values()];
  return each.sort((a, b) => WORKLOAD_KINDS.indexOf(a.kind) - WORKLOAD_KINDS.indexOf(b.kind));
});

/** The workloads whose Pods a Service selects. */
export function workloadsBehind(
  view: View,
  service: Service,
): readonly { readonly kind: WorkloadKind; readonly workload: Workload }[] {
  return WORKLOAD_KINDS.flatMap((kind) => {
    const demand = workloadsOfService(kind, service);
    return (demand ? view.list(demand) : []).map((workload) => ({ kind, workload }));
  });
}

/** Whether everything that a Service may select is known. */
export function knowsBehind(view: View, service: Service): boolean {
  const demands = [podsOfService(service), ...WORKLOAD_KINDS.map((kind) => workloadsOfService(kind, service))];
  return demands.every((demand) => demand === undefined || view.isComplete(demand));
}

/** Whether a Service selects the Pods of a workload. */
export function leadsTo({ spec, metadata }: Service, workload: Workload): boolean {
  const labels = workload.spec.template.metadata?.labels ?? {};
  return (
    metadata.namespace === workload.metadata.namespace &&
    Object.keys(spec.selector ?? {}).length > 0 &&
    hasLabels(labels, spec.selector ?? {})
  );
}

/** The Pods of a workload, newest first, without Pods of another workload that has the same labels. */
export function podsOf(view: View, workload: Workload): readonly Pod[] {
  const demand = podsOfWorkload(workload);
  return (demand ? view.list(demand) : []).filter((pod) => isPodOf(pod, workload)).sort(newestFirst);
}

/** Whether a workload owns a Pod; a Deployment owns it by a ReplicaSet, named after it and the template's hash. */
function isPodOf({ metadata }: Pod, workload: Workload): boolean {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return true;
  const hash = metadata.labels?.['pod-template-hash'];
  return owner.uid === workload.metadata.uid || owner.name === `${workload.metadata.name}-${hash ?? ''}`;
}

/** The Pods that a Service selects. */
export function podsBehind(view: View, service: Service): readonly Pod[] {
  const demand = podsOfService(service);
  return demand ? view.list(demand) : [];
}

export function slicesOf(view: View, service: Service): readonly EndpointSlice[] {
  return view.list(slicesOfService(service));
}

/** How many ready endpoints a Service has. */
export function readyEndpoints(view: View, service: Service): number {
  const ready = slicesOf(view, service)
    .filter(({ ports }) => (ports ?? []).length > 0)
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false);
  return ready.length;
}

/** By `namespace/name` of a Service, the hosts whose routes lead to it. */
const hostsByService = remembered('hosts by Service', (view) => {
  const all = hostsOf(view).flatMap((name) => servicesOfHost(view, name).map((service) => ({ service, name })));
  return grouped(all, ({ service }) => `${service.namespace}/${service.name}`);
});

/** By namespace, {@link servicesOf}. */
const servicesIn = remembered('Services by namespace', (view) =>
  grouped(servicesOf(view), ({ metadata }) => metadata.namespace),
);

/** Whether a route of a judged host leads to a Service. */
export function isLedTo(view: View, service: Service): boolean {
  return hostsByService(view).has(fullName(service));
}

/** The Services that select the Pods of a workload. */
const servicesOfWorkload = remembered('Services of a workload', (view, workload: Workload) =>
  (servicesIn(view).get(workload.metadata.namespace) ?? []).filter((service) => leadsTo(service, workload)),
);

/** The hosts whose requests reach the Pods of a workload. */
export const hostsOfWorkload = remembered('hosts of a workload', (view, workload: Workload): readonly Reference[] => {
  const found = servicesOfWorkload(view, workload).flatMap(
    (service) => hostsByService(view).get(fullName(service)) ?? [],
  );
  return [...new Set(found.map(({ name }) => name))].map(host);
});

/** What the failure of a workload affects: its Services, their hosts, and the Applications that hold it. */
export function touchedByWorkload(view: View, kind: WorkloadKind, workload: Workload): readonly Reference[] {
  return [
    ...servicesOfWorkload(view, workload).map((service) => referenceTo('Service', service)),
    ...hostsOfWorkload(view, workload),
    ...holdersOf(view, referenceTo(kind, workload)),
  ];
}

const workloadsByHost = remembered('workloads by host', (view) => {
  const all = workloadsOf(view).flatMap((each) =>
    hostsOfWorkload(view, each.workload).map(({ name }) => ({ name, each })),
  );
  return grouped(all, ({ name }) => name);
});

/** The workloads that requests for a host reach. */
export function workloadsOfHost(
  view: View,
  name: string,
): readonly { readonly kind: WorkloadKind; readonly workload: Workload }[] {
  return (workloadsByHost(view).get(name) ?? []).map(({ each }) => each);
}

/** How many Pods a workload should have, has, has of the present template, and has available. */
export function replicasOf({ spec, status = {} }: Workload): {
  readonly wanted: number;
  readonly all: number;
  readonly updated: number;
  readonly available: number;
} {
  const wanted = status.desiredNumberScheduled ?? spec.replicas ?? 1;
  return {
    wanted,
    all: status.desiredNumberScheduled ?? status.replicas ?? 0,
    updated: status.updatedNumberScheduled ?? status.updatedReplicas ?? 0,
    available: status.numberAvailable ?? status.availableReplicas ?? 0,
  };
}

/** Whether the present template has not yet replaced the previous one everywhere. */
export function isRollingOut(workload: Workload): boolean {
  const { wanted, all, updated, available } = replicasOf(workload);
  return isUnobserved(workload) || updated < wanted || all > updated || available < wanted;
}

/** Whether the status is still about an earlier spec. */
export function isUnobserved({ metadata, status }: Workload): boolean {
  return metadata.generation !== undefined && metadata.generation > (status?.observedGeneration ?? 0);
}

/** `object` and `touches` of a finding about a workload. */
export function aboutWorkload(
  view: View,
  kind: WorkloadKind,
  workload: Workload,
): { readonly object: Reference; readonly touches: readonly Reference[] } {
  return { object: referenceTo(kind, workload), touches: touchedByWorkload(view, kind, workload) };
}

/** What may cause a bad answer for a host: the workloads behind it, and the Applications that hold them. */
export function touchedByHost(view: View, name: string): readonly Reference[] {
  const workloads = workloadsOfHost(view, name).map(({ kind, workload }) => referenceTo(kind, workload));
  return [...workloads, ...workloads.flatMap((workload) => holdersOf(view, workload))];
}
