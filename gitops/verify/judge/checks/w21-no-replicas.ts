import {
  hostsOfWorkload,
  isLedTo,
  leadsTo,
  readyEndpoints,
  servicesOf,
  workloadsOf,
} from '../../model/workload/workloads.ts';
import { checkOfWorkload } from '../shapes.ts';
import type { Service, Workload } from '../../see/objects/workload.ts';
import { referenceTo, wordsOf } from '../../model/reference.ts';
import { slicesOfService } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const w21 = checkOfWorkload({
  code: 'W21',
  title: { en: 'the workload is scaled to zero', ko: '워크로드의 레플리카가 0개입니다' },
  means: {
    en: 'No Pod runs. Argo CD calls that Healthy, because no Pods were asked for.',
    ko: '실행 중인 Pod가 없습니다. 원하는 개수가 0이므로 Argo CD는 이 상태를 Healthy로 표시합니다.',
  },
  remedy: {
    en: 'Set spec.replicas where it is written (the repository), or leave it out where an autoscaler sets it.',
    ko: '저장소에서 spec.replicas를 고치세요. 오토스케일러가 조정한다면 지우세요.',
  },
  level: 'warning',
  isMeantInGit: true,
  source: 'measured',
  find(view, { kind, workload }) {
    if (!isZero(workload) || hostsOfWorkload(view, workload).length === 0) return undefined;
    const led = servicesOf(view).filter((service) => leadsTo(service, workload) && isLedTo(view, service));
    const empty = led.filter((service) => isEmpty(view, service));
    const names = empty.map((service) => wordsOf(referenceTo('Service', service))).join(', ');
    const { namespace = '', name } = workload.metadata;
    return {
      ...(names ? { level: 'error' } : {}),
      field: 'spec.replicas',
      seen: {
        en: `replicas: 0${names && `; nothing else is behind ${names}`}`,
        ko: `replicas가 0입니다${names && `. ${names} 뒤에 다른 Pod도 없습니다`}`,
      },
      next: [`kubectl scale -n ${namespace} ${kind.toLowerCase()}/${name} --replicas=1`],
    };
  },
});

/** Whether a Service surely has no Pods, and will have none. */
function isEmpty(view: View, service: Service): boolean {
  const isOthers = workloadsOf(view).some(({ workload }) => leadsTo(service, workload) && !isZero(workload));
  return !isOthers && view.isComplete(slicesOfService(service)) && readyEndpoints(view, service) === 0;
}

function isZero({ spec }: Workload): boolean {
  return spec.replicas === 0;
}
