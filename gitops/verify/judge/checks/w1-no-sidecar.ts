import { entrancesOf } from '../../model/trace/gateways.ts';
import { hasSidecar, isAmbient } from '../../model/trace/mesh-tls.ts';
import { aboutWorkload, hostsOfWorkload, podsOf, workloadsOf } from '../../model/workload/workloads.ts';
import type { WorkloadKind } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { isLive, type Namespace, type Workload } from '../../see/objects/workload.ts';
import { referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

type Labels = Readonly<Record<string, string>>;

const INJECT = 'sidecar.istio.io/inject';
const INJECTION = 'istio-injection';
const REVISION = 'istio.io/rev';

export const w1 = check({
  code: 'W1',
  title: { en: 'a Pod runs without the sidecar', ko: 'Pod에 사이드카가 없습니다' },
  means: {
    en: 'A Pod gets its proxy only when it is created. Without it there is no mTLS: rules that demand it cut the Pod off.',
    ko: '프록시는 Pod가 만들어질 때만 주입됩니다. 프록시가 없으면 mTLS도 쓸 수 없어, mTLS를 요구하는 규칙이 있으면 Pod에 접속할 수 없습니다.',
  },
  remedy: {
    en: 'Give the namespace one label, istio-injection=enabled or the istio.io/rev of an istiod that runs, and create the Pods anew.',
    ko: '네임스페이스에 istio-injection=enabled 레이블이나 실행 중인 istiod의 istio.io/rev 레이블 중 하나만 붙이고 Pod를 다시 만드세요.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
  *judge(view) {
    const all = workloadsOf(view);
    const names = new Set(all.map(({ workload }) => workload.metadata.namespace ?? ''));
    for (const name of names) {
      const namespace = view.get('Namespace', undefined, name);
      if (!namespace) continue;
      const own = all.filter(({ workload }) => workload.metadata.namespace === name);
      if (hasBoth(namespace)) yield* observeBoth(view, namespace, own);
      for (const { kind, workload } of own) yield* judgeWorkload(view, namespace, kind, workload);
    }
  },
});

function hasBoth({ metadata: { labels = {} } }: Namespace): boolean {
  return labels[INJECTION] !== undefined && labels[REVISION] !== undefined;
}

function* observeBoth(view: View, namespace: Namespace, own: ReturnType<typeof workloadsOf>): Iterable<Observation> {
  const { labels = {}, name } = namespace.metadata;
  const both = `${INJECTION}=${labels[INJECTION] ?? ''}, ${REVISION}=${labels[REVISION] ?? ''}`;
  yield {
    object: referenceTo('Namespace', namespace),
    field: 'metadata.labels',
    seen: {
      en: `two labels: ${both}; ${INJECTION} wins`,
      ko: `레이블이 둘 다 있습니다: ${both}. ${INJECTION} 쪽이 우선합니다`,
    },
    next: [`kubectl label namespace ${name} ${REVISION}-`],
    touches: own.flatMap(({ kind, workload }) => aboutWorkload(view, kind, workload).touches),
  };
}

function* judgeWorkload(
  view: View,
  namespace: Namespace,
  kind: WorkloadKind,
  workload: Workload,
): Iterable<Observation> {
  const { spec, metadata = {} } = workload.spec.template;
  const { labels = {}, name } = namespace.metadata;
  const own = metadata.labels?.[INJECT] ?? metadata.annotations?.[INJECT];
  const pods = podsOf(view, workload).filter(isLive);
  const bare = pods.filter((pod) => !hasSidecar(pod) && !isAmbient(view, pod));
  if (spec.hostNetwork === true || own === 'false' || bare.length === 0) return;
  const asked = own === 'true' ? `${INJECT}: "true"` : labelOf(labels);
  // Without Istio on the way, no sidecar is expected.
  const isInMesh = hostsOfWorkload(view, workload).some(({ name: each }) => entrancesOf(view, each).length > 0);
  if (asked === undefined && (labels[INJECTION] !== undefined || !isInMesh)) return;
  const about = aboutWorkload(view, kind, workload);
  const place = workload.metadata.namespace ?? '';
  if (asked === undefined) {
    yield {
      ...about,
      level: 'info',
      seen: {
        en: `no sidecar: neither Namespace ${name} nor the Pods ask for one`,
        ko: `사이드카가 없습니다. ${name} 네임스페이스에도 Pod에도 주입하라는 레이블이 없습니다`,
      },
      next: [`kubectl label namespace ${place} ${INJECTION}=enabled`],
    };
    return;
  }
  const isOfRevision = labels[INJECTION] === undefined && labels[REVISION] !== undefined && bare.length === pods.length;
  yield {
    ...about,
    seen: {
      en: `${bare.length} of ${pods.length} Pods without istio-proxy, though asked for by ${asked}; ${isOfRevision ? 'no istiod may serve this revision' : 'they may be older than the label'}`,
      ko: `${asked} 설정이 있는데도 Pod ${pods.length}개 중 ${bare.length}개에 istio-proxy가 없습니다. ${isOfRevision ? '이 리비전을 처리하는 istiod가 없을 수 있습니다' : '레이블보다 먼저 만들어졌을 수 있습니다'}`,
    },
    next: isOfRevision
      ? ['kubectl get mutatingwebhookconfigurations -L istio.io/rev']
      : [`kubectl rollout restart -n ${place} ${kind.toLowerCase()}/${workload.metadata.name}`],
  };
}

function labelOf(labels: Labels): string | undefined {
  if (labels[INJECTION] !== undefined) return labels[INJECTION] === 'enabled' ? `${INJECTION}=enabled` : undefined;
  return labels[REVISION] === undefined ? undefined : `${REVISION}=${labels[REVISION]}`;
}
