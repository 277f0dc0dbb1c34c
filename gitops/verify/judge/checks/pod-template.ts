import { hostsOfWorkload, leadsTo, servicesOf } from '../../model/workload/workloads.ts';
import { injectionOf } from '../../model/workload/injection.ts';
import { isOfMesh } from '../../model/workload/pods.ts';
import { checkOfWorkload } from '../shapes.ts';

/** Seconds that a sidecar goes on after the end was announced (istio: terminationDrainDuration), and Kubernetes' default. */
const DRAIN = 5;
const GRACE = 30;
/** The user whose connections the sidecar does not take over. */
const PROXY_USER = 1337;

export const w4 = checkOfWorkload({
  code: 'W4',
  title: { en: 'Pods are killed before they have finished', ko: 'Pod가 요청 처리를 마치기 전에 강제 종료됩니다' },
  means: {
    en: 'Each rollout cuts off requests: endpoints disappear some seconds after the Pod was told to end, and the sidecar alone drains for 5 s.',
    ko: '롤아웃할 때마다 처리 중인 요청이 끊깁니다. 종료 신호를 보내고 나서도 엔드포인트에서 빠지기까지 몇 초가 걸리고, 사이드카가 연결을 정리하는 데만 5초가 걸립니다.',
  },
  remedy: {
    en: 'Set `terminationGracePeriodSeconds` to preStop, 5 s, and the longest request together; 30 is the default.',
    ko: '`terminationGracePeriodSeconds`를 preStop 시간과 5초, 가장 오래 걸리는 요청의 시간을 더한 값보다 길게 설정하세요. 기본값은 30입니다.',
  },
  level: 'warning',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  find(view, { workload }) {
    const { terminationGracePeriodSeconds: grace = GRACE, containers } = workload.spec.template.spec;
    const sleep = Math.max(0, ...containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0));
    if (grace >= sleep + DRAIN || !servicesOf(view).some((service) => leadsTo(service, workload))) return undefined;
    return {
      field: 'spec.template.spec.terminationGracePeriodSeconds',
      seen: {
        en: `${grace} s${sleep > 0 ? `, of which preStop takes ${sleep} s` : ''}; at least ${sleep + DRAIN} s are needed`,
        ko: `${grace}초${sleep > 0 ? `(그중 preStop이 ${sleep}초)` : ''}. 적어도 ${sleep + DRAIN}초는 필요합니다`,
      },
    };
  },
});

export const w9 = checkOfWorkload({
  code: 'W9',
  title: {
    en: 'a container runs as the user of the sidecar',
    ko: '컨테이너가 사이드카와 같은 사용자(1337)로 실행됩니다',
  },
  means: {
    en: 'What user 1337 sends goes past the sidecar, without mTLS: strict peers refuse it, and no route or policy of the mesh holds.',
    ko: '1337 사용자가 보내는 요청은 사이드카를 거치지 않아 mTLS 없이 나갑니다. STRICT인 상대는 거부하고, 메시의 라우팅 규칙과 정책도 적용되지 않습니다.',
  },
  remedy: { en: 'Give the container another `runAsUser`.', ko: '컨테이너의 `runAsUser`를 다른 값으로 바꾸세요.' },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/ops/deployment/application-requirements/',
  find(view, { workload }) {
    const { template } = workload.spec;
    const asked = injectionOf(view, workload.metadata.namespace ?? '', template);
    if (asked === undefined) return undefined;
    const { containers, securityContext: ofPod } = template.spec;
    return containers.flatMap(({ name, securityContext }, index) => {
      const own = securityContext?.runAsUser;
      if (isOfMesh(name) || (own ?? ofPod?.runAsUser) !== PROXY_USER) return [];
      return {
        field: `spec.template.spec.${own === undefined ? '' : `containers[${index}].`}securityContext.runAsUser`,
        seen: { en: `container ${name}, with a sidecar by ${asked}`, ko: `${name} 컨테이너(사이드카 주입: ${asked})` },
      };
    });
  },
});

export const w10 = checkOfWorkload({
  code: 'W10',
  title: { en: 'one Pod alone answers', ko: '응답하는 Pod가 하나뿐입니다' },
  means: {
    en: 'When its node is drained, or the Pod fails, nobody answers until another one is ready.',
    ko: '노드를 비우거나 Pod에 장애가 나면 다른 Pod가 준비될 때까지 응답하는 곳이 없습니다.',
  },
  remedy: {
    en: 'Run two, with a PodDisruptionBudget that keeps one of them.',
    ko: 'Pod를 두 개 실행하고, 적어도 하나는 남게 하는 PodDisruptionBudget을 두세요.',
  },
  level: 'info',
  source: 'measured; https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  find(view, { kind, workload }) {
    if (kind === 'DaemonSet' || workload.spec.replicas !== 1 || hostsOfWorkload(view, workload).length === 0)
      return undefined;
    return { field: 'spec.replicas', seen: { en: 'replicas: 1', ko: '레플리카가 하나입니다(replicas: 1)' } };
  },
});
