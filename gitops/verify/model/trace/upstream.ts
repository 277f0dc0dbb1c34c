import { destinationRulesOf } from '../relations.ts';
import { referenceTo, type Reference } from '../reference.ts';
import type { DestinationRule } from '../../see/objects/istio.ts';
import type { Pod, Service } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { hasLabels } from '../../see/demand.ts';
import { destinationRulesFor } from './mesh-tls.ts';
import { serviceOf } from './destinations.ts';
import { meshSettings } from './mesh-settings.ts';
import type { Passed, Step } from './outcome.ts';
import { protocolOf } from './port-protocol.ts';
import { proxyText, type Proxy } from './proxies.ts';
import type { SharedDestination } from './rule-action.ts';
import { undiscovered } from './unseen.ts';
import { noCluster, unknown, type Cluster, type ServicePort, type Subset, type Upstream } from './upstream-end.ts';
import { entriesFor, outside } from './upstream-entry.ts';
import { podsOf } from './upstream-pods.ts';
import { destinationField, type Rule } from './rule.ts';
import { isExportedTo } from './visibility.ts';

/**
 * What a request meets at a destination from a proxy, as istiod makes a cluster of it: the first decides, each other one
 * would where those before it are mended. The last is the Pods, where there are any.
 * @param of the port is that of the Gateway's server, which counts where the rule names none and the Service has several
 */
export function* upstreamsOf(...of: Parameters<typeof clusterOf>): Iterable<Upstream> {
  const [view] = of;
  const cluster = yield* clusterOf(...of);
  if (cluster) yield* podsOf(view, cluster);
}

/** The same up to the Pods. @returns the cluster that the proxy knows, if what keeps it from that were mended */
export function* clusterOf(
  view: View,
  proxy: Proxy,
  rule: Rule,
  to: SharedDestination,
  port: number | undefined,
): Generator<Upstream, Cluster | undefined> {
  const { destination, field } = to;
  const refused = rule.refused?.[field];
  if (refused) {
    yield refused.isOpen ? unknown(refused) : noCluster(refused, rule);
    return undefined;
  }
  const written = { object: rule.object, field: rule.object.kind === 'Ingress' ? rule.field : field };
  const place = serviceOf(destination.host, rule.namespace);
  const service = place && view.get('Service', place.namespace, place.name);
  if (!service) {
    yield outside(view, proxy, rule, to);
    return undefined;
  }
  const { namespace = '', name } = service.metadata;
  const object = referenceTo('Service', service);
  const words = `Service ${namespace}/${name}`;
  const unseen = undiscovered(view, 'Service', service, proxy);
  if (unseen) {
    yield noCluster(unseen, rule);
    return undefined;
  }
  const hidden = hiddenBy(view, service, proxy);
  if (hidden)
    yield noCluster(
      {
        ...{ object, field: hidden },
        did: {
          en: `${words} is not exported to namespace ${proxy.namespace}, where ${proxyText(proxy).en} runs`,
          ko: `${words}가 ${proxyText(proxy).ko}가 있는 ${proxy.namespace} 네임스페이스에 공개되지 않았습니다`,
        },
      },
      rule,
    );
  const ports = service.spec.ports ?? [];
  const [only] = ports.length === 1 || port === undefined ? ports : [];
  const number = destination.port?.number ?? only?.port ?? port ?? 0;
  if (service.spec.type === 'ExternalName') {
    yield* throughExternalName(view, proxy, rule, to, service, number);
    return undefined;
  }
  const servicePort = ports.find((each) => each.port === number && (each.protocol ?? 'TCP') === 'TCP');
  if (!servicePort) {
    const all = ports.map((each) => each.port).join(', ');
    const isTarget = ports.some(({ targetPort }) => targetPort === number);
    const did =
      destination.port === undefined
        ? {
            en: `no port is named, and ${words} has ${all}: not ${number}, the Gateway's`,
            ko: `포트가 지정되지 않았습니다. ${words}의 포트는 ${all}이며, Gateway의 ${number}번 포트는 없습니다`,
          }
        : {
            en: `${words} has no port ${number}, only ${all}${isTarget ? `; ${number} is its targetPort` : ''}`,
            ko: `${words}에 ${number}번 포트가 없습니다. 있는 포트: ${all}${isTarget ? `. ${number}번은 targetPort입니다` : ''}`,
          };
    yield noCluster({ object: rule.object, field: destinationField(rule, field, 'port'), did }, rule);
  }
  const sent: Step = {
    ...written,
    did: { en: `it leads to ${words}, port ${number}`, ko: `${words}의 ${number}번 포트로 이어집니다` },
  };
  const rules = destinationRulesFor(view, { namespace, name }, proxy.namespace);
  const subset = subsetOf(rules, destination.subset);
  if (destination.subset !== undefined && !subset) {
    const at = { object: rule.object, field: `${field}.subset` };
    if (!view.isComplete(destinationRulesOf(name, namespace)))
      yield unknown({
        ...at,
        did: {
          en: `whether a DestinationRule has the subset ${destination.subset} is not known`,
          ko: `DestinationRule에 있는 서브셋인지 알 수 없습니다: ${destination.subset}`,
        },
      });
    else
      yield noCluster(
        {
          ...at,
          did: {
            en: `no DestinationRule for ${words} has the subset ${destination.subset}`,
            ko: `${words}의 DestinationRule에 없는 서브셋입니다: ${destination.subset}`,
          },
        },
        rule,
      );
  }
  return {
    ...{ proxy, service, number, servicePort, rules, subset, destination },
    steps: [...(servicePort ? speakingHttp2(service, servicePort) : []), sent],
  };
}

/**
 * What is for an ExternalName goes to the host that it stands for, where the mesh knows that, and else nowhere
 * (istio: route.go, GetDestinationCluster).
 */
function* throughExternalName(
  view: View,
  proxy: Proxy,
  rule: Rule,
  to: SharedDestination,
  service: Service,
  number: number,
): Iterable<Upstream> {
  const { externalName: host = '' } = service.spec;
  const at = { object: referenceTo('Service', service), field: 'spec.externalName' };
  const none: Step = {
    ...at,
    did: {
      en: `${proxyText(proxy).en} knows no ${host}, port ${number}`,
      ko: `${proxyText(proxy).ko}가 모르는 대상입니다: ${host}, ${number}번 포트`,
    },
  };
  const place = serviceOf(host, rule.namespace);
  const isAnother = place && view.get('Service', place.namespace, place.name)?.spec.type === 'ExternalName';
  // Only a full name is one of the mesh, and istiod follows one ExternalName alone.
  if (isAnother || !host.includes('.')) {
    yield noCluster(none, rule);
    return;
  }
  const destination = { ...to.destination, host, port: { number } };
  const led: Step = { ...at, did: { en: `it stands for ${host}`, ko: `가리키는 대상: ${host}` } };
  for (const upstream of upstreamsOf(view, proxy, rule, { ...to, destination }, number)) {
    const isNowhere =
      'outcome' in upstream && upstream.outcome.end === 'no cluster' && destination.subset === undefined;
    yield { ...upstream, steps: [led, ...upstream.steps, ...(isNowhere ? [none] : [])] };
  }
}

/** What the name of a port, or its `appProtocol`, has the gateway speak. */
function speakingHttp2(service: Service, port: ServicePort): readonly Step[] {
  const { name, appProtocol } = port;
  if (!/^(http2|grpc|grpc-web|kubernetes\.io\/h2c)$/i.test(protocolOf(port))) return [];
  const at = (service.spec.ports ?? []).findIndex((each) => each.name === name);
  const field = `spec.ports[${at}].${appProtocol === undefined ? 'name' : 'appProtocol'}`;
  const did = { en: 'the Pods must speak HTTP/2', ko: 'Pod가 HTTP/2를 지원해야 합니다' };
  return [{ object: referenceTo('Service', service), field, did }];
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

/** Which of its fields hides a Service from a proxy. */
export function hiddenBy(view: View, { metadata }: Service, proxy: Proxy): string | undefined {
  const written = metadata.annotations?.[EXPORT_TO]?.split(',').map((each) => each.trim());
  const byDefault = meshSettings(view, proxy.pods[0]).defaultServiceExportTo;
  const isSeen = isExportedTo({ exportTo: written, byDefault, namespace: metadata.namespace }, proxy.namespace);
  return isSeen ? undefined : `metadata.annotations["${EXPORT_TO}"]`;
}

/** For the report. */
export function podReferences(pods: readonly Pod[]): readonly Reference[] {
  return pods.map((pod) => referenceTo('Pod', pod));
}
