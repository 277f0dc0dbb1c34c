import { holdersOf } from '../../model/sync/applications.ts';
import { backendsOf } from '../../model/trace/backends.ts';
import { allWrittenDestinations, serviceOf } from '../../model/trace/destinations.ts';
import { placesOf, reachedAt } from '../../model/trace/route-rules.ts';
import { levelOnceSettled } from '../../model/trace/settling.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Service } from '../../see/objects/workload.ts';
import { host, referenceTo, type Reference } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

export const r6 = check({
  code: 'R6',
  title: { en: 'a route leads to a port that the Service does not have', ko: '라우트의 포트가 Service에 없습니다' },
  means: {
    en: 'The gateway answers 503 with an empty body to every request that this rule takes. Without a port Istio takes the only one of the Service, or else that of the Gateway.',
    ko: '이 규칙에 해당하는 모든 요청에 게이트웨이가 본문 없는 503으로 응답합니다. 포트를 적지 않으면 Istio는 Service의 포트가 하나일 때는 그 포트를, 여럿일 때는 Gateway의 포트를 씁니다.',
  },
  remedy: {
    en: 'Write a port of the Service in `destination.port.number`: its `port`, not its `targetPort`.',
    ko: '`destination.port.number`에 Service의 포트를 적으세요. `targetPort`가 아니라 `port`입니다.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  *judge(view) {
    for (const { destination, hosts } of allWrittenDestinations(view)) {
      const { virtualService, host: written, port, field, rule } = destination;
      const name = serviceOf(written, virtualService.metadata.namespace ?? '');
      const service = name && view.get('Service', name.namespace, name.name);
      if (!service) continue;
      const places = placesOf(view, virtualService, hosts).filter(({ gateway }) => gateway !== 'mesh');
      // Without a port Istio takes the Service's only port, or else the Gateway's.
      const needed =
        port === undefined && portsOf(service).length > 1
          ? reachedAt(virtualService, rule, places).flatMap((place) => place.port ?? [])
          : [];
      const reference = referenceTo('VirtualService', virtualService);
      yield* observe(view, { service, reference, field: `${field}.port`, port, needed, hosts });
    }
    for (const { service, destinations, hosts } of backendsOf(view))
      for (const { kind, route, port, field } of destinations)
        if (kind === 'HTTPRoute')
          yield* observe(view, {
            ...{ service, reference: referenceTo('HTTPRoute', route), field: `${field}.port` },
            ...{ port, needed: [], hosts },
          });
  },
});

interface Use {
  readonly service: Service;
  readonly reference: Reference;
  readonly field: string;
  readonly port: number | undefined;
  /** The ports of Gateways that Istio takes where a route names none. */
  readonly needed: readonly number[];
  readonly hosts: readonly string[];
}

function* observe(view: View, { service, reference, field, port, needed, hosts }: Use): Iterable<Observation> {
  const numbers = portsOf(service).map((each) => each.port);
  const missing = (port === undefined ? needed : [port]).filter((each) => !numbers.includes(each));
  if (missing.length === 0 || numbers.length === 0 || service.spec.type === 'ExternalName') return;
  const words = `Service ${service.metadata.namespace ?? ''}/${service.metadata.name}`;
  const isTarget = portsOf(service).some(({ targetPort }) => targetPort === port);
  const all = numbers.join(', ');
  const [first] = missing;
  yield {
    object: reference,
    level: levelOnceSettled(view, [service], 'error'),
    field,
    seen:
      port === undefined
        ? {
            en: `no port is named, and ${words} has ${all}: not ${first}, the Gateway's`,
            ko: `포트가 지정되지 않았습니다. ${words}의 포트는 ${all}이며, Gateway의 ${first}번 포트는 없습니다`,
          }
        : {
            en: `${words} has no port ${port}, only ${all}${isTarget ? `; ${port} is its targetPort` : ''}`,
            ko: `${words}에 ${port}번 포트가 없습니다. 있는 포트: ${all}${isTarget ? `. ${port}번은 targetPort입니다` : ''}`,
          },
    touches: [...hosts.map(host), referenceTo('Service', service), ...holdersOf(view, reference)],
  };
}

function portsOf({ spec }: Service): NonNullable<Service['spec']['ports']> {
  return (spec.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
}
