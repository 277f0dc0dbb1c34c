import { ageOf } from '../../model/time.ts';
import { currentPods, isLive, whatGoesOn } from '../../model/workload/pods.ts';
import { aboutWorkload, workloadsOf } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';

/** Milliseconds in which Pods that are being deleted may make room. */
const MOMENT = 60_000;

export const w15 = check({
  code: 'W15',
  title: { en: 'no node can take the Pod', ko: 'Pod를 배치할 노드가 없습니다' },
  means: {
    en: 'The scheduler finds no node that fits, so the Pod does not start. More or other nodes would heal it.',
    ko: '스케줄러가 알맞은 노드를 찾지 못해 Pod가 시작되지 않습니다. 노드를 늘리거나 바꾸면 해결됩니다.',
  },
  remedy: {
    en: 'Ask for less CPU or memory, correct nodeSelector, affinity or tolerations, or add a node.',
    ko: 'CPU나 메모리 요청량을 줄이거나, nodeSelector, affinity, toleration을 고치거나, 노드를 추가하세요.',
  },
  mayPass: true,
  source: 'measured; https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/',
  *judge(view) {
    for (const { kind, workload } of workloadsOf(view)) {
      const waiting = currentPods(view, kind, workload).filter((each) => isLive(each) && whyUnscheduled(each));
      const [pod] = waiting;
      if (!pod) continue;
      const said = quote(withoutPreemption(whyUnscheduled(pod) ?? ''), 240);
      const goesOn = whatGoesOn(view, workload);
      yield {
        ...aboutWorkload(view, kind, workload),
        ...(ageOf(view, pod.metadata.creationTimestamp) < MOMENT ? { level: 'progress' } : {}),
        field: 'spec.template.spec',
        seen: {
          en: `${waiting.length === 1 ? 'a Pod waits' : `${waiting.length} Pods wait`} for a node: ${said}${goesOn.en}`,
          ko: `Pod ${waiting.length}개가 배치되지 못하고 있습니다: ${said}${goesOn.ko}`,
        },
        next: [
          `kubectl describe pod -n ${pod.metadata.namespace ?? ''} ${pod.metadata.name}`,
          'kubectl describe nodes',
        ],
      };
    }
  },
});

function whyUnscheduled(pod: Parameters<typeof conditionOf>[0]): string | undefined {
  const scheduled = conditionOf(pod, 'PodScheduled');
  return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable' ? (scheduled.message ?? '') : undefined;
}

/** Removes what the message repeats for each node: that no other Pod can be evicted. */
function withoutPreemption(message: string): string {
  return message.replace(/\s*(no new claims to deallocate, )?preemption: .*$/s, '');
}
