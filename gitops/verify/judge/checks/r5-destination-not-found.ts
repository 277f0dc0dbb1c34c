import { holdersOf, isSyncing, ownNames } from '../../model/sync/applications.ts';
import { gatewayPods, entrancesOf } from '../../model/trace/gateways.ts';
import { destinationRulesFor } from '../../model/trace/mesh-tls.ts';
import {
  allWrittenDestinations,
  serviceMeant,
  serviceOf,
  type WrittenDestination,
} from '../../model/trace/destinations.ts';
import { levelOnceSettled } from '../../model/trace/settling.ts';
import { check } from '../check.ts';
import type { ObjectName } from '../../see/scope.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import { destinationRulesOf, servicesNamed } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const r5 = check({
  code: 'R5',
  title: { en: 'a route leads to a Service that does not exist', ko: '라우트가 가리키는 Service가 없습니다' },
  means: {
    en: 'The gateway answers 503 with an empty body to every request that this rule takes.',
    ko: '이 규칙에 해당하는 모든 요청에 게이트웨이가 본문 없는 503으로 응답합니다.',
  },
  remedy: {
    en: 'Write the host in full, as `name.namespace.svc.cluster.local`. A name without a dot means the namespace of the VirtualService; no other short form is completed.',
    ko: '호스트를 `이름.네임스페이스.svc.cluster.local`처럼 끝까지 적으세요. 점이 없는 이름은 VirtualService와 같은 네임스페이스로 간주하지만, 다른 줄임꼴은 채워 주지 않습니다.',
  },
  mayPass: true,
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  *judge(view) {
    for (const { destination, hosts } of allWrittenDestinations(view)) {
      const problem = problemOf(view, destination, hosts);
      if (!problem) continue;
      const reference = referenceTo('VirtualService', destination.virtualService);
      yield {
        object: reference,
        level: isComing(view, problem.service)
          ? 'progress'
          : levelOnceSettled(view, [destination.virtualService], 'error'),
        field: `${destination.field}.${problem.part}`,
        seen: problem.seen,
        next: [`kubectl get services -n ${problem.service.namespace}`],
        touches: [...hosts.map(host), { kind: 'Service', ...problem.service }, ...holdersOf(view, reference)],
      };
    }
  },
});

interface Problem {
  readonly part: 'host' | 'subset';
  readonly service: ObjectName;
  readonly seen: Text;
}

function problemOf(view: View, destination: WrittenDestination, hosts: readonly string[]): Problem | undefined {
  const written = destination.host;
  const service = serviceOf(written, destination.virtualService.metadata.namespace ?? '');
  if (!service) {
    const meant = serviceMeant(written);
    if (!meant || !view.get('Service', meant.namespace, meant.name)) return undefined;
    const full = `${meant.name}.${meant.namespace}.svc.cluster.local`;
    return {
      ...{ part: 'host', service: meant },
      seen: {
        en: `Istio does not complete ${written}; Service ${meant.namespace}/${meant.name} is ${full}`,
        ko: `Istio가 채워 주지 않는 줄임꼴입니다: ${written}. Service ${meant.namespace}/${meant.name}의 전체 이름은 ${full}입니다`,
      },
    };
  }
  // A name in another domain may belong to another cluster.
  if (written.includes('.') && !/\.svc\.cluster\.local\.?$/.test(written)) return undefined;
  const { namespace, name } = service;
  if (view.isAbsent('Service', namespace, name)) {
    const others = view.list(servicesNamed(name)).map(({ metadata }) => `${metadata.namespace ?? ''}/${name}`);
    return {
      ...{ part: 'host', service },
      seen: {
        en: `${written} means Service ${namespace}/${name}, which does not exist${others.length > 0 ? `; there is ${others.join(', ')}` : ''}`,
        ko: `${written}: 없는 Service입니다(${namespace}/${name})${others.length > 0 ? `. 있는 것: ${others.join(', ')}` : ''}`,
      },
    };
  }
  return subsetProblem(view, destination, service, hosts);
}

function subsetProblem(
  view: View,
  { subset }: WrittenDestination,
  service: ObjectName,
  hosts: readonly string[],
): Problem | undefined {
  if (subset === undefined || !view.get('Service', service.namespace, service.name)) return undefined;
  const places = hosts
    .flatMap((name) => entrancesOf(view, name))
    .flatMap(({ gateway }) => gatewayPods(view, gateway))
    .map(({ metadata }) => metadata.namespace ?? '');
  if (places.length === 0 || !view.isComplete(destinationRulesOf(service.name, service.namespace))) return undefined;
  const isFound = [...new Set(places)].some((place) =>
    destinationRulesFor(view, service, place).some(({ spec }) => spec.subsets?.some(({ name }) => name === subset)),
  );
  if (isFound) return undefined;
  const { namespace, name } = service;
  return {
    ...{ part: 'subset', service },
    seen: {
      en: `no DestinationRule for Service ${namespace}/${name} has the subset ${subset}`,
      ko: `Service ${namespace}/${name}의 DestinationRule에 없는 서브셋입니다: ${subset}`,
    },
  };
}

/** Whether a sync under way may still create it. */
function isComing(view: View, { namespace, name }: ObjectName): boolean {
  const isOwn = ownNames(view, 'Service').some((own) => own.namespace === namespace && own.name === name);
  const holders = holdersOf(view, { kind: 'Service', namespace, name });
  const isUnderWay = holders.some((holder) => {
    const application = view.get('Application', holder.namespace, holder.name);
    return application !== undefined && isSyncing(application);
  });
  return isOwn && isUnderWay && !view.scope.isHook;
}
