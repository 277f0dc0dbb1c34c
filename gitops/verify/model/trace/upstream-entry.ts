import { fullHost, serviceEntriesFor, servicesNamed } from '../relations.ts';
import { referenceTo } from '../reference.ts';
import type { ServiceEntry } from '../../see/objects/istio.ts';
import { isLive, isReady } from '../../see/objects/workload.ts';
import { labelled } from '../../see/demand.ts';
import type { ObjectName } from '../../see/scope.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { serviceMeant, serviceOf } from './destinations.ts';
import { hasSidecar, isAmbient } from './mesh-tls.ts';
import { meshSettings } from './mesh-settings.ts';
import type { Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { SharedDestination } from './rule-action.ts';
import { noCluster, unknown, type Upstream } from './upstream-end.ts';
import { destinationField, type Rule } from './rule.ts';
import { isExportedTo } from './visibility.ts';

/** What is no Service may be a host that a ServiceEntry has. */
export function outside(view: View, proxy: Proxy, rule: Rule, { destination, field }: SharedDestination): Upstream {
  const host = fullHost(destination.host, rule.namespace);
  const byDefault = meshSettings(view, proxy.pods[0]).defaultServiceExportTo;
  const [entry] = entriesFor(view, rule, destination.host).filter(({ spec: { exportTo }, metadata }) =>
    isExportedTo({ exportTo, byDefault, namespace: metadata.namespace }, proxy.namespace),
  );
  const written = { object: rule.object, field: destinationField(rule, field, 'host') };
  if (entry) {
    const step: Step = {
      ...{ object: referenceTo('ServiceEntry', entry), field: 'spec.hosts' },
      did: { en: `it leads to ${host}`, ko: `보내는 곳: ${host}` },
    };
    return throughEntry(view, proxy, entry, { ...destination, host }, step, field, rule);
  }
  const place = serviceOf(destination.host, rule.namespace);
  if (!isNoService(view, rule, destination.host) || !view.isComplete(serviceEntriesFor(host)))
    return unknown({
      ...written,
      did: { en: `whether ${host} exists is not known`, ko: `있는지 알 수 없습니다: ${host}` },
    });
  const did = place ? absence(view, destination.host, place) : incompletion(view, destination.host);
  return noCluster({ ...written, did }, rule);
}

function absence(view: View, written: string, { namespace, name }: ObjectName): Text {
  const others = view.list(servicesNamed(name)).map(({ metadata }) => `${metadata.namespace ?? ''}/${name}`);
  return {
    en: `${written} means Service ${namespace}/${name}, which does not exist${others.length > 0 ? `; there is ${others.join(', ')}` : ''}`,
    ko: `${written}: 없는 Service입니다(${namespace}/${name})${others.length > 0 ? `. 있는 것: ${others.join(', ')}` : ''}`,
  };
}

/** Istio completes only a name without a dot; what the others may mean is a Service, or a host that nobody has. */
function incompletion(view: View, written: string): Text {
  const meant = serviceMeant(written);
  if (!meant || !view.get('Service', meant.namespace, meant.name))
    return { en: `${written} does not exist in the mesh`, ko: `메시에 없는 대상입니다: ${written}` };
  const [name, full] = [`${meant.namespace}/${meant.name}`, `${meant.name}.${meant.namespace}.svc.cluster.local`];
  return {
    en: `Istio does not complete ${written}; Service ${name} is ${full}`,
    ko: `Istio가 채워 주지 않는 줄임꼴입니다: ${written}. Service ${name}의 전체 이름은 ${full}입니다`,
  };
}

/** The ServiceEntries for a host, where it is known to be no Service: a list of all of them is not asked for in vain. */
export function entriesFor(view: View, rule: Rule, host: string): readonly ServiceEntry[] {
  return isNoService(view, rule, host) ? view.list(serviceEntriesFor(fullHost(host, rule.namespace))) : [];
}

function isNoService(view: View, { namespace }: Rule, host: string): boolean {
  const place = serviceOf(host, namespace);
  return !place || view.isAbsent('Service', place.namespace, place.name);
}

/** A host of a ServiceEntry: it needs the port, and an address where it is to write its own. */
function throughEntry(
  view: View,
  proxy: Proxy,
  { spec, metadata }: ServiceEntry,
  { host, port }: SharedDestination['destination'],
  step: Step,
  field: string,
  rule: Rule,
): Upstream {
  const { ports = [], endpoints = [], resolution = 'NONE', workloadSelector } = spec;
  const number = port?.number ?? (ports.length === 1 ? ports[0]?.number : undefined);
  if (number !== undefined && !ports.some((each) => each.number === number)) {
    const all = ports.map((each) => each.number).join(', ');
    const did = {
      en: `${host} has no port ${number}, only ${all}`,
      ko: `${host}: ${number}번 포트가 없습니다. 있는 포트: ${all}`,
    };
    return noCluster({ object: rule.object, field: destinationField(rule, field, 'port'), did }, rule);
  }
  if (workloadSelector) {
    const pods = view
      .list(labelled('Pod', metadata.namespace, workloadSelector.labels ?? {}))
      .filter((pod) => isLive(pod) && isReady(pod));
    const selected: Step = {
      ...{ ...step, field: 'spec.workloadSelector' },
      did: { en: 'it leads to the workloads that it selects', ko: '선택한 워크로드로 이어집니다' },
    };
    // It may select WorkloadEntries, which are not read.
    if (pods.length === 0 || number === undefined) return unknown(step, selected);
    const { targetPort = number } = ports.find((each) => each.number === number) ?? {};
    const isMutual = pods.some((pod) => hasSidecar(pod) || isAmbient(view, pod));
    return { pods, portOf: () => targetPort, isMutual, steps: [step, selected] };
  }
  if (resolution === 'NONE' && !proxy.calls) {
    const did = {
      en: 'NONE has the gateway send requests to where they were sent, which is itself',
      ko: 'NONE이면 원래 목적지로 보내는데, 게이트웨이에서는 그런 목적지가 없습니다',
    };
    return { outcome: { end: 'no endpoints', status: 503 }, steps: [step, { ...step, field: 'spec.resolution', did }] };
  }
  if (resolution === 'STATIC' && endpoints.length === 0) {
    const did = { en: 'it has no address', ko: '주소가 없습니다' };
    return { outcome: { end: 'no endpoints', status: 503 }, steps: [step, { ...step, field: 'spec.endpoints', did }] };
  }
  return { outcome: { end: 'sent out', to: host }, steps: [step] };
}
