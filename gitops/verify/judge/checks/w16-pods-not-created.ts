import { ageOf } from '../../model/time.ts';
import { whatGoesOn } from '../../model/workload/pods.ts';
import { aboutWorkload, isRollingOut, workloadsOf, type WorkloadKind } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import type { Workload } from '../../see/objects/workload.ts';
import { quote } from '../../see/quote.ts';
import { eventsOf } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds in which Pods that are being deleted may make room in a quota. */
const MOMENT = 30_000;

export const w16 = check({
  code: 'W16',
  title: { en: 'the Pods may not be created', ko: 'Pod를 만들 수 없습니다' },
  means: {
    en: 'The API server refuses the Pods of the workload: a quota, a LimitRange, Pod Security, or an admission webhook. There is no Pod to look at.',
    ko: 'API 서버가 워크로드의 Pod를 거부합니다. 쿼터, LimitRange, Pod Security, 어드미션 웹훅 중 하나에 걸린 것입니다. 만들어진 Pod가 없으니 살펴볼 Pod도 없습니다.',
  },
  remedy: {
    en: 'Change the template as the message asks, or have the quota or the policy of the namespace changed.',
    ko: '메시지가 요구하는 대로 템플릿을 고치거나, 네임스페이스의 쿼터나 정책을 바꾸세요.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment',
  *judge(view) {
    for (const { kind, workload } of workloadsOf(view)) {
      const refusal = refusalOf(view, kind, workload);
      if (!refusal) continue;
      const { namespace = '', name } = workload.metadata;
      const said = quote(withoutNames(refusal.message, name), 300);
      const goesOn = whatGoesOn(view, workload);
      yield {
        ...aboutWorkload(view, kind, workload),
        ...(ageOf(view, refusal.since) < MOMENT ? { level: 'progress' } : {}),
        seen: { en: `no Pod: ${said}${goesOn.en}`, ko: `Pod가 없습니다: ${said}${goesOn.ko}` },
        next: [
          `kubectl get resourcequota,limitrange -n ${namespace}`,
          `kubectl get events -n ${namespace} --field-selector reason=FailedCreate`,
        ],
      };
    }
  },
});

function refusalOf(
  view: View,
  kind: WorkloadKind,
  workload: Workload,
): { readonly message: string; readonly since: string | undefined } | undefined {
  const failure = conditionOf(workload, 'ReplicaFailure');
  if (failure?.status === 'True') return { message: failure.message ?? '', since: failure.lastTransitionTime };
  if (kind === 'Deployment' || !isRollingOut(workload)) return undefined;
  const [event] = view
    .list(eventsOf(workload))
    .filter(({ reason }) => reason === 'FailedCreate')
    .sort((a, b) => (b.lastTimestamp ?? '').localeCompare(a.lastTimestamp ?? '', 'en'));
  return event && { message: event.message ?? '', since: event.firstTimestamp };
}

/** Removes the Pod's name, which differs at each attempt. */
function withoutNames(message: string, name: string): string {
  const words = message.replace(
    /^(\(combined from similar events\): )?(Error creating: |create Pod \S+ in StatefulSet \S+ failed error: )?/i,
    '',
  );
  return words.replace(/pods "([^"]+)"/, (all, pod: string) => (pod.startsWith(`${name}-`) ? `pods "${name}-…"` : all));
}
