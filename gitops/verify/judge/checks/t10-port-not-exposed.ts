import { fullName } from '../../see/objects/kubernetes-object.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { gatewayPods, gatewayServices, type GatewayServer } from '../../model/trace/gateways.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { hasSelector, tlsTerminationsOf, tlsServersOf } from '../../model/trace/tls-terminations.ts';
import { touchedByTls } from '../../model/trace/tls-certificates.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Pod, Service } from '../../see/objects/workload.ts';
import { host, referenceTo } from '../../model/reference.ts';
import { listenersForHost, podsServing } from '../../model/trace/gateway-api/gateways.ts';
import { servicesOfPod } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const t10 = check({
  code: 'T10',
  title: {
    en: 'the port of the Gateway is not on the Service',
    ko: 'Gateway의 포트가 Service에 열려 있지 않습니다',
  },
  means: {
    en: 'The gateway listens, but no port of the Service in front of it leads there.',
    ko: '게이트웨이는 이 포트를 열고 있지만, 앞단의 Service에 이 포트로 이어지는 포트가 없습니다.',
  },
  remedy: {
    en: 'Use a port of the Service in the Gateway, 443 for https as a rule, or add the port to the Service.',
    ko: 'Gateway에 Service의 포트(https라면 보통 443)를 지정하거나, Service에 포트를 추가하세요.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/analysis/ist0162/',
  *judge(view) {
    for (const name of hostsOf(view))
      for (const each of tlsServersOf(view, name)) {
        if (!hasSelector(each.gateway)) continue;
        const pods = gatewayPods(view, each.gateway);
        const isKnown = pods.every((pod) => view.isComplete(servicesOfPod(pod)));
        const services = gatewayServices(view, each.gateway);
        if (!isKnown || services.length === 0 || pods.some(({ spec }) => spec.hostNetwork)) continue;
        const { number } = each.server.port;
        if (!services.some((service) => leadsToPort(service, number, pods))) yield observe(view, name, each, services);
      }
    for (const name of hostsOf(view)) yield* judgeListeners(view, name);
  },
});

/** A listener of the Gateway API must be on a port of the Service itself. */
function* judgeListeners(view: View, name: string): Iterable<Observation> {
  for (const { gateway, object, field, port } of listenersForHost(view, name)) {
    const pods = podsServing(view, gateway);
    const services = [...new Set(pods.flatMap((pod) => view.list(servicesOfPod(pod))))];
    const [service] = services;
    const isKnown = pods.every((pod) => view.isComplete(servicesOfPod(pod)));
    if (!service || !isKnown || services.some(({ spec }) => spec.ports?.some((each) => each.port === port))) continue;
    const ports = services.flatMap(({ spec }) => (spec.ports ?? []).map((each) => each.port)).join(', ');
    yield {
      ...{ object, field: `${field}.port` },
      ...onItsWay(settlingOf(view, services)),
      seen: {
        en: `the listener for ${name} is on port ${port}, but Service ${fullName(service)} has ${ports}`,
        ko: `${name}의 리스너는 ${port}번 포트인데, Service ${fullName(service)}의 포트는 ${ports}입니다`,
      },
      next: [`kubectl get service ${service.metadata.name} -n ${service.metadata.namespace ?? ''}`],
      touches: [host(name)],
    };
  }
}

/** Whether a server's port leads to the Pods; istiod takes its number for a port of the Service or of the Pod. */
function leadsToPort({ spec }: Service, number: number, pods: readonly Pod[]): boolean {
  const numbersOf = (name: string) =>
    pods
      .flatMap((pod) => pod.spec.containers.flatMap(({ ports = [] }) => ports))
      .filter((port) => port.name === name)
      .map(({ containerPort }) => containerPort);
  return (spec.ports ?? []).some(
    ({ port, targetPort = port }) =>
      port === number ||
      (typeof targetPort === 'number' ? targetPort === number : numbersOf(targetPort).includes(number)),
  );
}

function observe(view: View, name: string, each: GatewayServer, services: readonly Service[]): Observation {
  const { gateway, server, index } = each;
  const ends = tlsTerminationsOf(view, name).filter((end) => end.istio?.gateway === gateway);
  const [service] = services;
  const place = `${service?.metadata.namespace ?? ''}/${service?.metadata.name ?? ''}`;
  const ports = services.flatMap(({ spec }) => (spec.ports ?? []).map(({ port }) => port)).join(', ');
  return {
    object: referenceTo('Gateway', gateway),
    field: `spec.servers[${index}].port.number`,
    ...onItsWay(settlingOf(view, services)),
    seen: {
      en: `the server of https://${name} is on port ${server.port.number}, but Service ${place} has ${ports}`,
      ko: `https://${name}의 서버는 ${server.port.number}번 포트인데, Service ${place}의 포트는 ${ports}입니다`,
    },
    next: [`kubectl get service ${service?.metadata.name ?? ''} -n ${service?.metadata.namespace ?? ''}`],
    touches: touchedByTls(view, name, ends),
  };
}
