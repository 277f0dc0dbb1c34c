import { destinationRulesOf, fullHost, serviceEntriesFor } from '../relations.ts';
import { referenceTo, type Reference } from '../reference.ts';
import type { DestinationRule, ServiceEntry } from '../../see/objects/istio.ts';
import { isLive, type Pod, type Service } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { podsBehind, slicesOf } from '../workload/workloads.ts';
import { hasLabels } from '../../see/demand.ts';
import { destinationRulesFor, hasSidecar, isAmbient, mutualTlsOf, podPort, tlsModeOf } from './mesh-tls.ts';
import { isOfSolver } from './routes.ts';
import { serviceOf } from './destinations.ts';
import { meshConfigOf, meshSettings } from './mesh-settings.ts';
import type { Outcome, Passed, Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { SharedDestination } from './rule-action.ts';
import { undiscovered } from './unseen.ts';
import type { Rule } from './virtual-hosts.ts';

/** Where a destination leads: to Pods, or to an end before them. */
export type Upstream =
  | {
      readonly pods: readonly Pod[];
      readonly portOf: (pod: Pod) => number | undefined;
      readonly isMutual: boolean;
      readonly steps: readonly Step[];
    }
  | { readonly outcome: Outcome; readonly steps: readonly Step[] };

/**
 * The Pods that a destination leads to from a proxy, as istiod makes a cluster of it.
 * @param port of the Gateway's server, which counts where the rule names none and the Service has several
 */
export function upstreamOf(view: View, proxy: Proxy, rule: Rule, to: SharedDestination, port: number): Upstream {
  const { destination, field } = to;
  const written = { object: rule.object, field: rule.isOfIngress ? rule.field : field };
  const place = serviceOf(destination.host, rule.namespace);
  const service = place && view.get('Service', place.namespace, place.name);
  if (!service) return outside(view, proxy, rule, to);
  const { namespace = '', name } = service.metadata;
  const object = referenceTo('Service', service);
  const words = `Service ${namespace}/${name}`;
  const unseen = undiscovered(view, 'Service', service, proxy);
  if (unseen) return noCluster(unseen);
  const hidden = hiddenBy(view, service, proxy);
  if (hidden)
    return noCluster({
      ...{ object, field: hidden },
      did: {
        en: `${words} is not exported to namespace ${proxy.namespace}, where the gateway runs`,
        ko: `${words}가 게이트웨이가 있는 ${proxy.namespace} 네임스페이스에 공개되지 않았습니다`,
      },
    });
  if (service.spec.type === 'ExternalName')
    return unknown({
      ...{ object, field: 'spec.externalName' },
      did: {
        en: `it leads to ${service.spec.externalName ?? ''}`,
        ko: `ExternalName: ${service.spec.externalName ?? ''}`,
      },
    });
  const ports = service.spec.ports ?? [];
  const number = destination.port?.number ?? (ports.length === 1 ? ports[0]?.port : port);
  const servicePort = ports.find((each) => each.port === number && (each.protocol ?? 'TCP') === 'TCP');
  if (!servicePort) {
    const all = ports.map((each) => each.port).join(', ');
    return noCluster({
      ...written,
      field: rule.isOfIngress ? rule.field : `${field}.port`,
      did: {
        en: `${words} has no port ${number ?? ''}, only ${all}`,
        ko: `${words}에 ${number ?? ''}번 포트가 없습니다. 있는 포트: ${all}`,
      },
    });
  }
  const sent: Step = {
    ...written,
    did: { en: `it leads to ${words}, port ${number ?? ''}`, ko: `${words}의 ${number ?? ''}번 포트로 이어집니다` },
  };
  const rules = destinationRulesFor(view, { namespace, name }, proxy.namespace);
  const subset = subsetOf(rules, destination.subset);
  if (destination.subset !== undefined && !subset)
    return noCluster({
      ...{ object: rule.object, field: `${field}.subset` },
      did: {
        en: `no DestinationRule for ${words} has the subset ${destination.subset}`,
        ko: `${words}의 DestinationRule에 없는 서브셋입니다: ${destination.subset}`,
      },
    });
  return podsOf(view, {
    proxy,
    service,
    number: number ?? 0,
    portName: servicePort.name,
    rules,
    subset,
    destination,
    steps: [sent],
  });
}

/** What a destination leads to, and the DestinationRules for it, those for selected callers too. */
export function passedBy(view: View, proxy: Proxy, rule: Rule, { destination }: SharedDestination): readonly Passed[] {
  const place = serviceOf(destination.host, rule.namespace);
  const service = place && view.get('Service', place.namespace, place.name);
  if (!service)
    return entriesFor(view, rule, destination.host).map((entry) => ({ object: referenceTo('ServiceEntry', entry) }));
  const all = view.list(destinationRulesOf(place.name, place.namespace));
  const ofCaller = all.filter(
    ({ metadata, spec: { workloadSelector } }) =>
      workloadSelector &&
      metadata.namespace === proxy.namespace &&
      hasLabels(proxy.labels, workloadSelector.matchLabels ?? {}),
  );
  const rules = [...ofCaller, ...destinationRulesFor(view, place, proxy.namespace)];
  const ports = service.spec.ports ?? [];
  const at = ports.findIndex(({ port }) => port === destination.port?.number);
  return [
    { object: referenceTo('Service', service), field: at < 0 ? 'spec.ports' : `spec.ports[${at}]` },
    ...rules.map((each) => {
      const index = (each.spec.subsets ?? []).findIndex(({ name }) => name === destination.subset);
      return {
        object: referenceTo('DestinationRule', each),
        field: index < 0 ? 'spec.trafficPolicy' : `spec.subsets[${index}]`,
      };
    }),
  ];
}

interface Cluster {
  readonly proxy: Proxy;
  readonly service: Service;
  readonly number: number;
  readonly portName: string | undefined;
  readonly rules: readonly DestinationRule[];
  readonly subset: Subset | undefined;
  readonly destination: SharedDestination['destination'];
  readonly steps: readonly Step[];
}

interface Subset {
  readonly labels: Readonly<Record<string, string>>;
  readonly step: Step;
}

function podsOf(view: View, cluster: Cluster): Upstream {
  const { service, number, portName, subset, steps } = cluster;
  const object = referenceTo('Service', service);
  const inSubset = (pod: Pod) => hasLabels(pod.metadata.labels, subset?.labels ?? {});
  const ready = new Set(readyNames(view, service, portName));
  const behind = podsBehind(view, service).filter(isLive);
  const pods = behind.filter((pod) => ready.has(pod.metadata.name) && inSubset(pod));
  const to = subset ? [...steps, subset.step] : steps;
  const others = addressesOf(view, service, portName);
  if (pods.length === 0 && others.length > 0) return { outcome: { end: 'sent out', to: others.join(', ') }, steps: to };
  if (pods.length === 0) {
    const matching = behind.filter(inSubset);
    const why: Step =
      behind.length === 0
        ? { object, field: 'spec.selector', did: { en: 'it selects no Pod', ko: '선택하는 Pod가 없습니다' } }
        : matching.length === 0 && subset
          ? {
              ...subset.step,
              did: { en: 'no Pod has the labels of the subset', ko: '서브셋의 레이블을 가진 Pod가 없습니다' },
            }
          : {
              ...{ object, field: 'spec.ports' },
              did: {
                en: `none of its ${matching.length} ${matching.length === 1 ? 'Pod' : 'Pods'} is ready on this port`,
                ko: `Pod ${matching.length}개 중 이 포트에서 준비된 것이 없습니다`,
              },
            };
    return { outcome: { end: 'no endpoints', status: 503 }, steps: [...to, why] };
  }
  const tls = tlsOf(view, cluster);
  const portOf = (pod: Pod) => podPort(service, number, pod);
  const [target] = pods.map(portOf);
  if (pods.every((pod) => isUndeclared(pod, portOf(pod))))
    return unknown(...to, {
      ...{ object, field: 'spec.ports' },
      did: {
        en: `no container says that it listens on port ${target ?? ''}`,
        ko: `${target ?? ''}번 포트를 연다고 밝힌 컨테이너가 없습니다`,
      },
    });
  const mesh = (pod: Pod) => hasSidecar(pod) || isAmbient(view, pod);
  const told: readonly Step[] = tls
    ? [{ object: tls.object, field: tls.field, did: { en: `TLS mode ${tls.mode}`, ko: `TLS 모드 ${tls.mode}` } }]
    : [];
  const fails = tls ? pods.filter((pod) => isMismatch(view, tls.mode, pod, portOf(pod))) : [];
  if (tls && fails.length === pods.length)
    return { outcome: { end: 'no TLS', status: 503 }, steps: [...to, mismatchStep(view, tls, fails, portOf)] };
  if (tls && (fails.length > 0 || !['ISTIO_MUTUAL', 'DISABLE'].includes(tls.mode))) return unknown(...to, ...told);
  return { pods, portOf, isMutual: tls ? tls.mode === 'ISTIO_MUTUAL' : pods.some(mesh), steps: [...to, ...told] };
}

interface TlsMode {
  readonly object: Reference;
  readonly field: string;
  readonly mode: string;
}

/** How the proxy speaks to the Pods, and what says so; undefined where it finds that out by itself. */
function tlsOf(view: View, { proxy, rules, number, destination }: Cluster): TlsMode | undefined {
  const set = tlsModeOf(rules, number, destination.subset);
  if (set) return { object: referenceTo('DestinationRule', set.rule), field: set.field, mode: set.mode };
  const [pod] = proxy.pods;
  if (meshSettings(view, pod).enableAutoMtls) return undefined;
  const { object } = meshConfigOf(view, pod);
  return { object, field: 'data.mesh.enableAutoMtls', mode: 'DISABLE' };
}

/** Whether a Pod cannot be spoken to in a mode. */
function isMismatch(view: View, mode: string, pod: Pod, port: number | undefined): boolean {
  const isPlain = !hasSidecar(pod) && !isAmbient(view, pod);
  if (mode === 'ISTIO_MUTUAL' || isOfSolver(pod)) return mode !== 'DISABLE' && isPlain;
  return mode === 'DISABLE' && hasSidecar(pod) && mutualTlsOf(view, pod, port)?.mode === 'STRICT';
}

function mismatchStep(
  view: View,
  { object, mode, field }: TlsMode,
  pods: readonly Pod[],
  portOf: (pod: Pod) => number | undefined,
): Step {
  const [pod] = pods;
  const policy = pod && mode === 'DISABLE' ? mutualTlsOf(view, pod, portOf(pod))?.policy.metadata : undefined;
  return {
    ...{ object, field },
    did: policy
      ? {
          en: `it sends plain text, but PeerAuthentication ${policy.namespace ?? ''}/${policy.name} is STRICT`,
          ko: `평문으로 보내지만 PeerAuthentication ${policy.namespace ?? ''}/${policy.name}의 모드는 STRICT입니다`,
        }
      : {
          en: `it wants ${mode}, but the Pods have no sidecar, such as ${pod?.metadata.name ?? ''}`,
          ko: `${mode} 모드를 요구하지만 사이드카 없는 Pod입니다(예: ${pod?.metadata.name ?? ''})`,
        },
  };
}

/** Whether a Pod lists ports, and this one is not among them: it may listen there, or refuse every connection. */
function isUndeclared({ spec }: Pod, port: number | undefined): boolean {
  const listed = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports = [] }) => ports);
  return listed.length > 0 && !listed.some(({ containerPort }) => containerPort === port);
}

/** Names of the Pods that are ready on a port of a Service. */
function readyNames(view: View, service: Service, portName: string | undefined): readonly string[] {
  return readyEnds(view, service, portName).flatMap(({ targetRef }) =>
    targetRef?.kind === 'Pod' ? (targetRef.name ?? []) : [],
  );
}

/** The addresses that somebody has written for a Service without a selector. */
function addressesOf(view: View, service: Service, portName: string | undefined): readonly string[] {
  if (Object.keys(service.spec.selector ?? {}).length > 0) return [];
  return readyEnds(view, service, portName).flatMap(({ addresses }) => addresses);
}

function readyEnds(view: View, service: Service, portName: string | undefined) {
  const isUnready = service.metadata.annotations?.['service.alpha.kubernetes.io/tolerate-unready-endpoints'] === 'true';
  return slicesOf(view, service)
    .filter(({ ports }) => (ports ?? []).some(({ name }) => (name ?? '') === (portName ?? '')))
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => isUnready || conditions?.ready !== false);
}

function subsetOf(rules: readonly DestinationRule[], name: string | undefined): Subset | undefined {
  for (const rule of rules) {
    const at = (rule.spec.subsets ?? []).findIndex((each) => each.name === name);
    const found = rule.spec.subsets?.[at];
    if (found && name !== undefined)
      return {
        labels: found.labels ?? {},
        step: {
          ...{ object: referenceTo('DestinationRule', rule), field: `spec.subsets[${at}].labels` },
          did: { en: `subset ${name}`, ko: `서브셋 ${name}` },
        },
      };
  }
  return undefined;
}

const EXPORT_TO = 'networking.istio.io/exportTo';

/** The field that hides a Service from a proxy. */
function hiddenBy(view: View, { metadata }: Service, proxy: Proxy): string | undefined {
  const written = metadata.annotations?.[EXPORT_TO]?.split(',').map((each) => each.trim());
  const places = written ?? meshSettings(view, proxy.pods[0]).defaultServiceExportTo;
  const isSeen = places.some(
    (place) => place === '*' || place === proxy.namespace || (place === '.' && metadata.namespace === proxy.namespace),
  );
  return isSeen ? undefined : `metadata.annotations["${EXPORT_TO}"]`;
}

/** What is no Service may be a host that a ServiceEntry has. */
function outside(view: View, proxy: Proxy, rule: Rule, { destination, field }: SharedDestination): Upstream {
  const host = fullHost(destination.host, rule.namespace);
  const [entry] = entriesFor(view, rule, destination.host).filter((each) => isExportedTo(view, each, proxy));
  const written = { object: rule.object, field: rule.isOfIngress ? rule.field : `${field}.host` };
  if (entry) {
    const step: Step = {
      ...{ object: referenceTo('ServiceEntry', entry), field: 'spec.hosts' },
      did: { en: `it leads to ${host}`, ko: `보내는 곳: ${host}` },
    };
    return throughEntry(entry, { ...destination, host }, step, `${field}.port`, rule);
  }
  const place = serviceOf(destination.host, rule.namespace);
  if (!isNoService(view, rule, destination.host) || !view.isComplete(serviceEntriesFor(host)))
    return unknown({
      ...written,
      did: { en: `whether ${host} exists is not known`, ko: `있는지 알 수 없습니다: ${host}` },
    });
  const name = place ? `Service ${place.namespace}/${place.name}` : host;
  return noCluster({
    ...written,
    did: {
      en: `${destination.host} means ${name}, which does not exist`,
      ko: `${destination.host}: 없는 대상입니다(${name})`,
    },
  });
}

/** The ServiceEntries for a host, where it is known to be no Service: a list of all of them is not asked for in vain. */
function entriesFor(view: View, rule: Rule, host: string): readonly ServiceEntry[] {
  return isNoService(view, rule, host) ? view.list(serviceEntriesFor(fullHost(host, rule.namespace))) : [];
}

function isNoService(view: View, { namespace }: Rule, host: string): boolean {
  const place = serviceOf(host, namespace);
  return !place || view.isAbsent('Service', place.namespace, place.name);
}

/** A host of a ServiceEntry: it needs the port, and an address where it is to write its own. */
function throughEntry(
  { spec }: ServiceEntry,
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
    return noCluster({ object: rule.object, field: rule.isOfIngress ? rule.field : field, did });
  }
  if (workloadSelector)
    return unknown(step, {
      ...{ ...step, field: 'spec.workloadSelector' },
      did: { en: 'it leads to the workloads that it selects', ko: '선택한 워크로드로 이어집니다' },
    });
  if (resolution === 'STATIC' && endpoints.length === 0) {
    const did = { en: 'it has no address', ko: '주소가 없습니다' };
    return { outcome: { end: 'no endpoints', status: 503 }, steps: [step, { ...step, field: 'spec.endpoints', did }] };
  }
  return { outcome: { end: 'sent out', to: host }, steps: [step] };
}

function isExportedTo(view: View, { spec, metadata }: ServiceEntry, { namespace, pods: [pod] }: Proxy): boolean {
  const { exportTo = meshSettings(view, pod).defaultServiceExportTo } = spec;
  return exportTo.some(
    (place) => place === '*' || place === namespace || (place === '.' && metadata.namespace === namespace),
  );
}

function noCluster(step: Step): Upstream {
  return { outcome: { end: 'no cluster', status: 503 }, steps: [step] };
}

function unknown(...steps: readonly Step[]): Upstream {
  return { outcome: { end: 'unknown' }, steps };
}

/** For the report. */
export function podReferences(pods: readonly Pod[]): readonly Reference[] {
  return pods.map((pod) => referenceTo('Pod', pod));
}
