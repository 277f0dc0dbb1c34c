import { gatewayServersOf } from '../../model/trace/gateways.ts';
import { hasSidecar, isAmbient } from '../../model/trace/mesh-tls.ts';
import { INJECT, INJECTION, injectionOf, REVISION } from '../../model/workload/injection.ts';
import { hostsOfWorkload, podsOf } from '../../model/workload/workloads.ts';
import { checkOfWorkload, type Found } from '../shapes.ts';
import { isLive, type Namespace } from '../../see/objects/workload.ts';
import { referenceTo } from '../../model/reference.ts';

export const w1 = checkOfWorkload({
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
  find(view, { kind, workload }) {
    const { namespace: place = '', name } = workload.metadata;
    const namespace = view.get('Namespace', undefined, place);
    if (!namespace) return undefined;
    const both = twoLabels(namespace);
    const { [INJECTION]: injection, [REVISION]: revision } = namespace.metadata.labels ?? {};
    const { template } = workload.spec;
    const own = template.metadata?.labels?.[INJECT] ?? template.metadata?.annotations?.[INJECT];
    const pods = podsOf(view, workload).filter(isLive);
    const bare = pods.filter((pod) => !hasSidecar(pod) && !isAmbient(view, pod));
    if (template.spec.hostNetwork === true || own === 'false' || bare.length === 0) return both;
    const asked = injectionOf(view, place, template);
    if (asked) {
      const isOfRevision = injection === undefined && revision !== undefined && bare.length === pods.length;
      const [en, ko] = isOfRevision
        ? ['no istiod may serve this revision', '이 리비전을 처리하는 istiod가 없을 수 있습니다']
        : ['they may be older than the label', '레이블보다 먼저 만들어졌을 수 있습니다'];
      return [
        ...both,
        {
          seen: {
            en: `${bare.length} of ${pods.length} Pods without istio-proxy, though asked for by ${asked}; ${en}`,
            ko: `${asked} 설정이 있는데도 Pod ${pods.length}개 중 ${bare.length}개에 istio-proxy가 없습니다. ${ko}`,
          },
          next: isOfRevision
            ? ['kubectl get mutatingwebhookconfigurations -L istio.io/rev']
            : [`kubectl rollout restart -n ${place} ${kind.toLowerCase()}/${name}`],
        },
      ];
    }
    // Without Istio on the way, no sidecar is expected.
    const isInMesh = hostsOfWorkload(view, workload).some((host) => gatewayServersOf(view, host.name).length > 0);
    if (injection !== undefined || !isInMesh) return both;
    return [
      ...both,
      {
        level: 'info',
        seen: {
          en: `no sidecar: neither Namespace ${place} nor the Pods ask for one`,
          ko: `사이드카가 없습니다. ${place} 네임스페이스에도 Pod에도 주입하라는 레이블이 없습니다`,
        },
        next: [`kubectl label namespace ${place} ${INJECTION}=enabled`],
      },
    ];
  },
});

function twoLabels(namespace: Namespace): readonly Found[] {
  const { labels: { [INJECTION]: injection, [REVISION]: revision } = {}, name } = namespace.metadata;
  if (injection === undefined || revision === undefined) return [];
  const both = `${INJECTION}=${injection}, ${REVISION}=${revision}`;
  return [
    {
      object: referenceTo('Namespace', namespace),
      field: 'metadata.labels',
      seen: {
        en: `two labels: ${both}; ${INJECTION} wins`,
        ko: `레이블이 둘 다 있습니다: ${both}. ${INJECTION} 쪽이 우선합니다`,
      },
      next: [`kubectl label namespace ${name} ${REVISION}-`],
    },
  ];
}
