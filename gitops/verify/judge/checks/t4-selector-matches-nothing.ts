import { movingSince, onItsWay } from '../../model/moving.ts';
import { gatewayServersOf, gatewayPods } from '../../model/trace/gateways.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { hasSelector, tlsTerminationsOf } from '../../model/trace/tls-terminations.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { writersOf, touchedByTls } from '../../model/trace/tls-certificates.ts';
import { WORKLOAD_KINDS } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { grouped } from '../../see/grouped.ts';
import type { Gateway } from '../../see/objects/istio.ts';
import { referenceTo } from '../../model/reference.ts';
import { textOf } from '../../see/demand.ts';
import { gatewaysForHost, podsOfGateway, workloadsWithLabels } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds in which a gateway's Pod starts. */
const START = 120_000;
const STARTS = { en: "the gateway's Pods", ko: '게이트웨이 Pod의 시작' };

export const t4 = check({
  code: 'T4',
  title: { en: 'the selector of the Gateway matches no Pod', ko: 'Gateway의 selector와 일치하는 Pod가 없습니다' },
  means: {
    en: 'No gateway serves these servers, and neither the Gateway nor Argo CD says so.',
    ko: '이 Gateway의 서버를 적용하는 게이트웨이가 없습니다. Gateway의 status에도 Argo CD에도 이 문제가 나오지 않습니다.',
  },
  remedy: {
    en: 'Set `spec.selector` to labels of the Pods of the gateway.',
    ko: '게이트웨이 Pod에 실제로 붙어 있는 레이블을 `spec.selector`에 적으세요.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/gateway/',
  *judge(view) {
    const all = hostsOf(view).flatMap((name) => gatewayServersOf(view, name).map(({ gateway }) => ({ gateway, name })));
    for (const [gateway, own] of grouped(all, (each) => each.gateway))
      if (hasSelector(gateway) && isAlone(view, gateway))
        yield observe(view, gateway, [...new Set(own.map(({ name }) => name))]);
  },
});

/** Whether no Pod runs that the Gateway selects, and none is meant to: a gateway that is down is another trap (T18). */
function isAlone(view: View, gateway: Gateway): boolean {
  if (!view.isComplete(podsOfGateway(gateway)) || gatewayPods(view, gateway).length > 0) return false;
  return WORKLOAD_KINDS.every((kind) => view.list(workloadsWithLabels(kind, gateway.spec.selector ?? {})).length === 0);
}

function observe(view: View, gateway: Gateway, own: readonly string[]): Observation {
  const { selector = {} } = gateway.spec;
  const pods = view.list(podsOfGateway(gateway));
  const starting = pods.map(({ metadata }) => movingSince(metadata.creationTimestamp, START, STARTS));
  const ends = own.flatMap((name) => tlsTerminationsOf(view, name));
  const hint = pods.length > 0 ? undefined : labelsInUse(view, gateway, Object.keys(selector));
  const words = textOf(selector);
  return {
    object: referenceTo('Gateway', gateway),
    field: 'spec.selector',
    ...onItsWay(...starting, settlingOf(view, [gateway])),
    seen: {
      en: `${pods.length > 0 ? `of ${pods.length} Pods with ${words} none runs` : `no Pod has ${words}`}${hint ? `; Pods of another Gateway have ${hint}` : ''}`,
      ko: `${pods.length > 0 ? `${words} 레이블의 Pod ${pods.length}개 중 실행 중인 것이 없습니다` : `${words} 레이블의 Pod가 없습니다`}${hint ? `. 다른 Gateway가 쓰는 Pod의 레이블: ${hint}` : ''}`,
    },
    next: [`kubectl get pods -A -l ${words}`, 'kubectl get pods -A -l istio --show-labels'],
    touches: own.flatMap((name) =>
      touchedByTls(
        view,
        name,
        [],
        ends.flatMap((end) => writersOf(view, end)),
      ),
    ),
  };
}

/** The values of these labels on Pods that other Gateways select. */
function labelsInUse(view: View, gateway: Gateway, keys: readonly string[]): string | undefined {
  const ofHosts = hostsOf(view).flatMap((name) => view.list(gatewaysForHost(name)));
  const others = ofHosts.filter((other) => other !== gateway && hasSelector(other));
  const [pod] = others.flatMap((other) => gatewayPods(view, other));
  if (!pod) return undefined;
  const { labels = {} } = pod.metadata;
  const wanted = keys.some((key) => labels[key] !== undefined) ? keys : ['istio', 'app'];
  const found = Object.fromEntries(wanted.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]])));
  return textOf(found) || undefined;
}
