import { movingSince, onItsWay } from '../../model/moving.ts';
import { currentPods, whatGoesOn } from '../../model/workload/pods.ts';
import { checkOfWorkload } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { isLive, type Pod } from '../../see/objects/workload.ts';
import { quote } from '../../see/quote.ts';

/** Milliseconds in which Pods that are being deleted may make room. */
const MOMENT = 60_000;
const SCHEDULER = { en: 'the scheduler', ko: '스케줄러의 배치' };

export const w15 = checkOfWorkload({
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
  find(view, { kind, workload }) {
    const waiting = currentPods(view, kind, workload).filter((pod) => isLive(pod) && whyUnscheduled(pod) !== '');
    const [first] = waiting;
    if (!first) return undefined;
    const count = waiting.length;
    const waits = {
      en: `${count === 1 ? 'a Pod waits' : `${count} Pods wait`} for a node`,
      ko: `Pod ${count}개가 배치되지 못하고 있습니다`,
    };
    // The message repeats for each node that no other Pod can be evicted.
    const said = whyUnscheduled(first).replace(/\s*(no new claims to deallocate, )?preemption: .*$/s, '');
    const { namespace = '', name, creationTimestamp } = first.metadata;
    return {
      ...onItsWay(movingSince(creationTimestamp, MOMENT, SCHEDULER)),
      field: 'spec.template.spec',
      seen: inBoth`${waits}: ${quote(said, 240)}${whatGoesOn(view, workload)}`,
      next: [`kubectl describe pod -n ${namespace} ${name}`, 'kubectl describe nodes'],
    };
  },
});

function whyUnscheduled(pod: Pod): string {
  const { status, reason, message = '' } = conditionOf(pod, 'PodScheduled') ?? {};
  return status === 'False' && reason === 'Unschedulable' ? message : '';
}
