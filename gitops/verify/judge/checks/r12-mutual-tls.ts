import { backendsOf, callersOf, livePodsBehind, workloadsBehind, type Backend } from '../../model/trace/backends.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import {
  destinationRulesFor,
  hasSidecar,
  isAmbient,
  mutualTlsOf,
  podPort,
  tlsModeOf,
} from '../../model/trace/mesh-tls.ts';
import { levelOnceSettled } from '../../model/trace/settling.ts';
import { isRollingOut } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { PeerAuthentication } from '../../see/objects/istio.ts';
import type { Pod } from '../../see/objects/workload.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

export const r12 = check({
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
  *judge(view) {
    for (const backend of backendsOf(view)) yield* judgeBackend(view, backend);
  },
});

function* judgeBackend(view: View, { service, destinations, hosts }: Backend): Iterable<Observation> {
  const { namespace = '', name } = service.metadata;
  const pods = livePodsBehind(view, service);
  const places = new Set(
    hosts.flatMap((each) => callersOf(view, each)).map(({ metadata }) => metadata.namespace ?? ''),
  );
  const [onlyPort] = service.spec.ports?.length === 1 ? service.spec.ports : [];
  const seen = new Set<string>();
  for (const place of places) {
    const rules = destinationRulesFor(view, { namespace, name }, place);
    for (const { port = onlyPort?.port, subset } of destinations) {
      const tls = tlsModeOf(rules, port, subset);
      const problem =
        tls &&
        (pods.length > 0
          ? problemOf(view, tls.mode, pods, (pod) => podPort(service, port, pod))
          : expectedProblem(view, tls.mode, namespace));
      const reference = tls && referenceTo('DestinationRule', tls.rule);
      if (!problem || !reference || seen.has(`${reference.name} ${tls.field}`)) continue;
      seen.add(`${reference.name} ${tls.field}`);
      // While Pods without a sidecar are being replaced by Pods with one, there are Pods of both kinds.
      const isPassing = problem.isMixed && workloadsBehind(view, service).some(isRollingOut);
      yield {
        object: reference,
        level: isPassing ? 'progress' : levelOnceSettled(view, problem.policies, pods.length > 0 ? 'error' : 'warning'),
        field: tls.field,
        seen: {
          en: `${tls.mode} for Service ${namespace}/${name}, ${problem.words.en}`,
          ko: `Service ${namespace}/${name}에 ${tls.mode} 모드를 지정했지만 ${problem.words.ko}`,
        },
        touches: [
          ...hosts.map(host),
          referenceTo('Service', service),
          ...problem.policies.map((policy) => referenceTo('PeerAuthentication', policy)),
          ...holdersOf(view, reference),
        ],
      };
    }
  }
}

interface Problem {
  readonly isMixed: boolean;
  readonly words: Text;
  readonly policies: readonly PeerAuthentication[];
}

function problemOf(
  view: View,
  mode: string,
  pods: readonly Pod[],
  portOf: (pod: Pod) => number | undefined,
): Problem | undefined {
  if (mode === 'ISTIO_MUTUAL') {
    const bare = pods.filter((pod) => !hasSidecar(pod) && !isAmbient(view, pod));
    if (bare.length === 0) return undefined;
    const count = `${bare.length}/${pods.length}`;
    return {
      ...{ isMixed: bare.length < pods.length, policies: [] },
      words: {
        en: `but Pods without a sidecar: ${count}, such as ${bare[0]?.metadata.name ?? ''}`,
        ko: `사이드카 없는 Pod가 있습니다: ${count}, 예: ${bare[0]?.metadata.name ?? ''}`,
      },
    };
  }
  if (mode !== 'DISABLE') return undefined;
  const strict = pods.flatMap((pod) => {
    const demand = hasSidecar(pod) ? mutualTlsOf(view, pod, portOf(pod)) : undefined;
    return demand?.mode === 'STRICT' ? [demand.policy] : [];
  });
  const [first] = strict;
  if (!first) return undefined;
  return { isMixed: strict.length < pods.length, policies: [first], words: strictWords(first) };
}

/** What to expect of the Pods of a namespace where none are there, since another fault may be why. */
function expectedProblem(view: View, mode: string, namespace: string): Problem | undefined {
  const found = view.get('Namespace', undefined, namespace);
  if (!found) return undefined;
  const { labels = {} } = found.metadata;
  const injection = labels['istio-injection'];
  const isInjected = injection === 'enabled' || (injection === undefined && labels['istio.io/rev'] !== undefined);
  if (mode === 'ISTIO_MUTUAL' && !isInjected && labels['istio.io/dataplane-mode'] === undefined)
    return {
      ...{ isMixed: false, policies: [] },
      words: {
        en: `but namespace ${namespace} has no label that gives Pods a sidecar`,
        ko: `${namespace} 네임스페이스에 사이드카 주입 레이블이 없습니다`,
      },
    };
  const demand = mutualTlsOf(view, { metadata: { name: '', namespace }, spec: { containers: [] } }, undefined);
  if (mode !== 'DISABLE' || !isInjected || demand?.mode !== 'STRICT') return undefined;
  return { isMixed: false, policies: [demand.policy], words: strictWords(demand.policy) };
}

function strictWords({ metadata: { namespace = '', name } }: PeerAuthentication): Text {
  return {
    en: `but PeerAuthentication ${namespace}/${name} is STRICT`,
    ko: `PeerAuthentication ${namespace}/${name}의 모드는 STRICT입니다`,
  };
}
