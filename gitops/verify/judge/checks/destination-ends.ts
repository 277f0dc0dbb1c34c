import { writingOf } from '../../model/sync/sync.ts';
import { type Moving, lastOf, onItsWay } from '../../model/moving.ts';
import { changeOf, rolloutOf } from '../../model/workload/rollout.ts';
import { httpsStatuses } from '../../model/trace/answers.ts';
import { serviceMeant } from '../../model/trace/destinations.ts';
import { podsBehind, WORKLOAD_KINDS, workloadsBehind } from '../../model/workload/workloads.ts';
import { ownNames } from '../../model/sync/applications.ts';
import { isLive, type Service } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { checkOfDestination, checkOfUpstream } from '../shapes.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

// What keeps requests from the destination of a rule: what decides it is the object and field of the finding.

export const r5 = checkOfDestination({
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
  consequenceOf: ['G3'],
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
  find(view, { decision, outcome, destination: { to, service } }) {
    if (outcome.end !== 'no cluster' || !/\.destination\.(host|subset)$/.test(decision.field ?? '')) return undefined;
    const { host } = to.destination;
    const place = service ?? serviceMeant(host);
    // A name in another domain may belong to another cluster, or to the world.
    const isOurs = service
      ? !host.includes('.') || /\.svc\.cluster\.local\.?$/.test(host)
      : place && view.get('Service', place.namespace, place.name);
    if (!place || !isOurs) return undefined;
    return {
      seen: decision.did,
      ...onItsWay(view.scope.isHook ? undefined : writingOf(view, { kind: 'Service', ...place })),
      next: [`kubectl get services -n ${place.namespace}`],
    };
  },
});

export const r6 = checkOfDestination({
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
  find: (_, { decision, outcome, destination: { rule } }) =>
    outcome.end === 'no cluster' && decision.object.kind === rule.object.kind && decision.field?.endsWith('.port')
      ? { seen: decision.did }
      : undefined,
});

export const r8 = checkOfUpstream({
  code: 'R8',
  title: { en: 'targetPort is a port that the Pods do not have', ko: 'targetPort로 지정한 포트가 Pod에 없습니다' },
  means: {
    en: 'The Service has no endpoints although its Pods are ready; the gateway answers 503 “no healthy upstream”.',
    ko: 'Pod가 준비되어 있어도 Service에 엔드포인트가 없습니다. 그래서 게이트웨이가 503 “no healthy upstream”으로 응답합니다.',
  },
  remedy: {
    en: 'Write in `targetPort` the name of a container port, or the number that the program listens on.',
    ko: '`targetPort`에 컨테이너 포트의 이름이나 프로그램이 실제로 여는 포트 번호를 적으세요.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  find(view, { decision, outcome, hosts }) {
    if (!decision.field?.endsWith('.targetPort')) return undefined;
    if (outcome.end === 'no endpoints') return { seen: decision.did };
    // A container need not list a port; a number that is missing is suspicious only where nothing answers.
    return hosts.every((name) => isUnserved(view, name)) ? { seen: decision.did, level: 'warning' } : undefined;
  },
});

export const r9 = checkOfUpstream({
  code: 'R9',
  title: { en: 'the Service selects no Pods', ko: 'Service가 선택하는 Pod가 없습니다' },
  means: {
    en: 'The gateway has nowhere to send requests to and answers 503 “no healthy upstream”; Argo CD calls the Service healthy.',
    ko: '게이트웨이가 요청을 보낼 곳이 없어 503 “no healthy upstream”으로 응답합니다. Argo CD는 이 Service를 정상으로 표시합니다.',
  },
  remedy: {
    en: 'Make `spec.selector` equal to labels of the Pod template.',
    ko: '`spec.selector`를 Pod 템플릿의 레이블과 일치시키세요.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/services-networking/service/',
  find(view, { decision, outcome, destination: { service } }) {
    const found = service && view.get('Service', service.namespace, service.name);
    if (outcome.end !== 'no endpoints' || decision.field !== 'spec.selector' || !found?.spec.selector) return undefined;
    return {
      seen: decision.did,
      ...onItsWay(workloadComing(view, found)),
      next: [`kubectl get deployments,pods -n ${found.metadata.namespace ?? ''} --show-labels`],
    };
  },
});

export const r12 = checkOfUpstream({
  code: 'R12',
  title: {
    en: 'a DestinationRule sets another TLS mode than the Pods expect',
    ko: 'DestinationRule의 TLS 방식이 Pod와 맞지 않습니다',
  },
  means: {
    en: 'The gateway cannot speak to the Pods and answers 503 “upstream connect error…”.',
    ko: '게이트웨이가 Pod와 통신하지 못하고 503 “upstream connect error…”로 응답합니다.',
  },
  remedy: {
    en: 'Leave `trafficPolicy.tls` out: Istio then does what each Pod understands. Or give the Pods a sidecar.',
    ko: '`trafficPolicy.tls`를 지우세요. 그러면 Istio가 Pod마다 알맞은 방식을 씁니다. 또는 Pod에 사이드카를 넣으세요.',
  },
  source: 'measured; https://istio.io/latest/docs/ops/common-problems/network-issues/',
  find(view, { decision, outcome, destination: { service } }) {
    if (decision.object.kind !== 'DestinationRule' || decision.reason !== 'TLS mode') return undefined;
    const found = service && view.get('Service', service.namespace, service.name);
    const isSeen = found !== undefined && podsBehind(view, found).some(isLive);
    // While Pods without a sidecar are being replaced by Pods with one, there are Pods of both kinds.
    const replaced = outcome.end === 'unknown' && found ? workloadsBehind(view, found) : [];
    return {
      seen: decision.did,
      ...(isSeen ? {} : { level: 'warning' }),
      ...onItsWay(...replaced.map(({ kind, workload }) => rolloutOf(view, kind, workload))),
    };
  },
});

export const r18 = checkOfUpstream({
  code: 'R18',
  title: { en: 'the Service has no ready endpoints', ko: 'Service에 준비된 엔드포인트가 없습니다' },
  means: {
    en: 'The gateway has nowhere to send requests to and answers 503 “no healthy upstream”.',
    ko: '게이트웨이가 요청을 보낼 곳이 없어 503 “no healthy upstream”으로 응답합니다.',
  },
  remedy: {
    en: 'See why the Pods behind it are not ready.',
    ko: '이 Service 뒤의 Pod가 왜 준비되지 않았는지 확인하세요.',
  },
  mayPass: true,
  consequenceOf: ['R8', 'R9', 'W*', ...SYNC_CAUSES],
  source: 'measured; https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
  find(view, { decision, outcome, destination: { service } }) {
    const found = service && view.get('Service', service.namespace, service.name);
    if (outcome.end !== 'no endpoints' || decision.field !== 'spec.ports' || !found?.spec.selector) return undefined;
    const { namespace = '', name } = found.metadata;
    const changes = workloadsBehind(view, found).map(({ kind, workload }) => changeOf(view, kind, workload));
    return {
      seen: decision.did,
      ...onItsWay(...changes),
      next: [`kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name}`],
    };
  },
});

/** The sync under way that may still create a workload beside a Service. */
function workloadComing(view: View, { metadata }: Service): Moving | undefined {
  if (view.scope.isHook) return undefined;
  const absent = WORKLOAD_KINDS.flatMap((kind) =>
    ownNames(view, kind)
      .filter(({ namespace, name }) => namespace === metadata.namespace && view.isAbsent(kind, namespace, name))
      .map((name) => writingOf(view, { kind, ...name })),
  );
  return lastOf(absent);
}

/** Whether every answer is 503. */
function isUnserved(view: View, name: string): boolean {
  const answers = httpsStatuses(view, name);
  return answers.length > 0 && answers.every(({ status }) => status === 503);
}
