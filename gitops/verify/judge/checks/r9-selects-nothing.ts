import { isSyncing, holdersOf, ownNames } from '../../model/sync/applications.ts';
import { backendsOf, knowsBehind, workloadsBehind } from '../../model/trace/backends.ts';
import { levelOnceSettled } from '../../model/trace/settling.ts';
import { podsBehind, WORKLOAD_KINDS } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Service } from '../../see/objects/workload.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

export const r9 = check({
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
  *judge(view) {
    for (const { service, hosts } of backendsOf(view)) {
      const { namespace = '' } = service.metadata;
      const isMatched = podsBehind(view, service).length > 0 || workloadsBehind(view, service).length > 0;
      if (isMatched || !knowsBehind(view, service)) continue;
      const selector = Object.entries(service.spec.selector ?? {}).map(([label, value]) => `${label}=${value}`);
      const reference = referenceTo('Service', service);
      yield {
        object: reference,
        level: isWorkloadComing(view, service) ? 'progress' : levelOnceSettled(view, [service], 'error'),
        field: 'spec.selector',
        seen: {
          en: `no Pod, Deployment, StatefulSet or DaemonSet in ${namespace} has the labels ${selector.join(', ')}`,
          ko: `${namespace} 네임스페이스에 다음 레이블의 Pod, Deployment, StatefulSet, DaemonSet이 없습니다: ${selector.join(', ')}`,
        },
        next: [`kubectl get deployments,pods -n ${namespace} --show-labels`],
        touches: [...hosts.map(host), ...holdersOf(view, reference)],
      };
    }
  },
});

/** Whether a sync under way may still create a workload there. */
function isWorkloadComing(view: View, { metadata }: Service): boolean {
  if (view.scope.isHook) return false;
  return WORKLOAD_KINDS.some((kind) =>
    ownNames(view, kind)
      .filter(({ namespace, name }) => namespace === metadata.namespace && view.isAbsent(kind, namespace, name))
      .flatMap(({ namespace, name }) => holdersOf(view, { kind, namespace, name }))
      .some((holder) => {
        const application = view.get('Application', holder.namespace, holder.name);
        return application !== undefined && isSyncing(application);
      }),
  );
}
