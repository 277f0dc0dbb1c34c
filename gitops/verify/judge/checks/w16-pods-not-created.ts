import { movingSince, onItsWay } from '../../model/moving.ts';
import { whatGoesOn } from '../../model/workload/pods.ts';
import { isRollingOut } from '../../model/workload/workloads.ts';
import { checkOfWorkload } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { eventsOf } from '../../model/relations.ts';

/** Milliseconds in which Pods that are being deleted may make room in a quota. */
const MOMENT = 30_000;
const AGAIN = { en: "the controller's next attempt", ko: '컨트롤러의 다음 시도' };

export const w16 = checkOfWorkload({
  code: 'W16',
  title: { en: 'the Pods may not be created', ko: 'Pod를 만들 수 없습니다' },
  means: {
    en: 'The API server refuses the Pods of the workload: a quota, a LimitRange, Pod Security, or an admission webhook. There is no Pod to look at.',
    ko: 'API 서버가 워크로드의 Pod를 거부합니다. 쿼터, LimitRange, Pod Security, 어드미션 웹훅 중 하나에 걸린 것입니다. Pod가 만들어지지 않았으니 `kubectl get pods`에도 나오지 않습니다.',
  },
  remedy: {
    en: 'Change the template as the message asks, or have the quota or the policy of the namespace changed.',
    ko: '메시지가 요구하는 대로 템플릿을 고치거나, 네임스페이스의 쿼터나 정책을 바꾸세요.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment',
  find(view, { kind, workload }) {
    const failure = conditionOf(workload, 'ReplicaFailure');
    const isTold = failure?.status === 'True';
    // Only a Deployment has the condition; the events of the others stay when it is over.
    const [event] = (isTold || kind === 'Deployment' || !isRollingOut(workload) ? [] : view.list(eventsOf(workload)))
      .filter(({ reason }) => reason === 'FailedCreate')
      .sort((a, b) => (b.lastTimestamp ?? '').localeCompare(a.lastTimestamp ?? '', 'en'));
    if (!isTold && !event) return undefined;
    const { namespace = '', name } = workload.metadata;
    const message = (isTold ? failure : event)?.message ?? '';
    const since = isTold ? failure.lastTransitionTime : event?.firstTimestamp;
    const said = quote(withoutNames(message, name), 300);
    return {
      ...onItsWay(movingSince(since, MOMENT, AGAIN)),
      seen: inBoth`${{ en: 'no Pod', ko: 'Pod가 없습니다' }}: ${said}${whatGoesOn(view, workload)}`,
      next: [
        `kubectl get resourcequota,limitrange -n ${namespace}`,
        `kubectl get events -n ${namespace} --field-selector reason=FailedCreate`,
      ],
    };
  },
});

/** Removes the Pod's name, which differs at each attempt. */
function withoutNames(message: string, name: string): string {
  return message
    .replace(
      /^(\(combined from similar events\): )?(Error creating: |create Pod \S+ in StatefulSet \S+ failed error: )?/i,
      '',
    )
    .replace(/pods "([^"]+)"/, (all, pod: string) => (pod.startsWith(`${name}-`) ? `pods "${name}-…"` : all));
}
