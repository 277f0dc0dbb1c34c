import { isReady } from '../../see/objects/workload.ts';
import { isMoving } from '../../model/trace/answers.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { backendsOf, livePodsBehind } from '../../model/trace/backends.ts';
import { levelOnceSettled } from '../../model/trace/settling.ts';
import { leadsTo, readyEndpoints, workloadsOf } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import { slicesOfService } from '../../model/relations.ts';
import { host, referenceTo } from '../../model/reference.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

export const r18 = check({
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
  *judge(view) {
    for (const { service, hosts } of backendsOf(view)) {
      const { namespace = '', name } = service.metadata;
      if (readyEndpoints(view, service) > 0 || !view.isComplete(slicesOfService(service))) continue;
      const pods = livePodsBehind(view, service);
      const ready = pods.filter(isReady).length;
      const workloads = workloadsOf(view).filter(({ workload }) => leadsTo(service, workload));
      const isPassing = workloads.some(({ kind, workload }) => isMoving(view, kind, workload));
      const reference = referenceTo('Service', service);
      yield {
        object: reference,
        level: isPassing ? 'progress' : levelOnceSettled(view, [service], 'error'),
        seen: {
          en: `no address takes requests; Pods that are ready: ${ready}/${pods.length}`,
          ko: `요청을 받을 주소가 없습니다. 준비된 Pod: ${ready}/${pods.length}`,
        },
        next: [`kubectl get endpointslices -n ${namespace} -l kubernetes.io/service-name=${name}`],
        touches: [...hosts.map(host), ...holdersOf(view, reference)],
      };
    }
  },
});
