import { movingSince, onItsWay } from '../../model/moving.ts';
import { ageOf } from '../../model/time.ts';
import { eventsAbout, solverPods } from '../../model/issuance/challenges.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import { checkOfChallenge } from '../shapes.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import type { Pod } from '../../see/objects/workload.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds that a node or an image may take before the Pod counts as failed. */
const PATIENCE = 60_000;
const STARTS = { en: "the solver's Pod", ko: 'solver Pod의 시작' };

/** Reasons that waiting for a node or an image does not heal. */
const FAULTS = ['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName', 'CrashLoopBackOff'];
const CONFIG_FAULTS = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

export const c28 = checkOfChallenge({
  code: 'C28',
  title: { en: 'the Pod that answers the challenge does not run', ko: '챌린지에 응답하는 Pod가 실행되지 않습니다' },
  means: {
    en: 'As long as it does not run, the gateway answers 503 for the challenge, and nothing is issued.',
    ko: '이 Pod가 실행되지 않는 동안 게이트웨이는 챌린지 요청에 503으로 응답하고, 인증서는 발급되지 않습니다.',
  },
  remedy: {
    en: "Correct what the Pod's status names: its resources or tolerations by the solver's `podTemplate`, its image by cert-manager's flag `--acme-http01-solver-image`.",
    ko: 'Pod의 메시지가 가리키는 원인을 고치세요. 스케줄링 문제라면 solver의 `podTemplate`으로 요청량이나 toleration을, 이미지 문제라면 cert-manager의 `--acme-http01-solver-image` 플래그를 조정하세요.',
  },
  mayPass: true,
  source: 'measured; https://cert-manager.io/docs/configuration/acme/http01/',
  // The finding is about the Challenge, because the Pod has a different name each time.
  find: (view, { certificate, challenge }) =>
    solverPods(view, challenge).flatMap((pod) => {
      const fault = pod.metadata.deletionTimestamp === undefined ? faultOf(view, pod) : undefined;
      if (!fault) return [];
      const { namespace = '', name } = pod.metadata;
      const state = `${fault.state}${fault.words && `: ${quote(fault.words, 240)}`}`;
      return {
        ...(fault.isFinal ? {} : onItsWay(movingSince(pod.metadata.creationTimestamp, PATIENCE, STARTS))),
        seen: { en: `its solver's Pod is ${state}`, ko: `solver Pod의 상태: ${state}` },
        next: [`kubectl describe pod -n ${namespace} ${name}`],
        touches: [...touchedDown(view, certificate), referenceTo('Pod', pod)],
      };
    }),
});

interface Fault {
  readonly state: string;
  readonly words: string;
  /** Whether time does not heal it. */
  readonly isFinal?: true;
}

function faultOf(view: View, pod: Pod): Fault | undefined {
  for (const { state } of pod.status?.containerStatuses ?? []) {
    const { reason = '', message = '' } = state?.waiting ?? {};
    if (FAULTS.includes(reason)) return { state: reason, words: message };
    if (CONFIG_FAULTS.includes(reason)) return { state: reason, words: message, isFinal: true };
  }
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False')
    return { state: scheduled.reason ?? 'Unschedulable', words: scheduled.message ?? '' };
  const { phase, reason, message = '' } = pod.status ?? {};
  if (phase === 'Failed') return { state: reason ?? phase, words: message, isFinal: true };
  if (phase !== 'Pending' || ageOf(view, pod.metadata.creationTimestamp, 0) < PATIENCE) return undefined;
  const warning = eventsAbout(view, pod).find(({ type }) => type === 'Warning');
  return { state: 'Pending', words: warning?.message ?? '' };
}
