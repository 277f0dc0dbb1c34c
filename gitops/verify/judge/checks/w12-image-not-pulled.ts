import { ageOf } from '../../model/time.ts';
import {
  type ContainerPlace,
  eventsOfPod,
  firstOfEach,
  unreadyContainers,
  whatGoesOn,
} from '../../model/workload/pods.ts';
import { aboutWorkload } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

const REASONS = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);

/** Messages about a registry that is busy or cannot be reached for a moment. */
const PASSING = /time(d )?out|connection re(fused|set)|too ?many ?requests|\b(429|50[0-4])\b|unexpected EOF|temporar/i;

/** Milliseconds that such a moment may last. */
const MOMENT = 60_000;

export const w12 = check({
  code: 'W12',
  title: { en: 'the image cannot be pulled', ko: '이미지를 가져올 수 없습니다' },
  means: {
    en: 'The node cannot pull the image, so the new Pod never starts. It tries again at growing intervals.',
    ko: '노드가 이미지를 받지 못해 새 Pod가 시작되지 않습니다. 점점 더 긴 간격으로 다시 시도합니다.',
  },
  remedy: {
    en: 'Push the image, or name one that exists. Where the registry refuses, give the Pod an imagePullSecret that may read it.',
    ko: '이미지를 푸시하거나, 존재하는 이미지를 지정하세요. 레지스트리가 거부한다면 그 이미지를 읽을 수 있는 imagePullSecret을 Pod에 지정하세요.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/containers/images/',
  *judge(view) {
    for (const { place, found } of firstOfEach(unreadyContainers(view), whyNotPulled))
      yield observe(view, place, found);
  },
});

interface Waiting {
  readonly reason: string;
  readonly message: string;
}

function whyNotPulled({ status }: ContainerPlace): Waiting | undefined {
  const { reason = '', message = '' } = status.state?.waiting ?? {};
  return REASONS.has(reason) ? { reason, message } : undefined;
}

function observe(view: View, place: ContainerPlace, { reason, message }: Waiting): Observation {
  const { kind, workload, pod, status, field } = place;
  const image = place.container?.image ?? status.image ?? '';
  // The state only says that the kubelet waits; the registry's words are in the event.
  const events = eventsOfPod(view, pod, 'Failed', status.name).map((event) => event.message ?? '');
  const said = withoutImage([message, ...events].find((text) => text.includes(': ')) ?? message);
  const words = said === '' ? '' : `: ${quote(said, 300)}`;
  const isNothing = /(:|@sha256:)0{7,64}$/.test(image);
  const never = isNothing
    ? {
        en: '; all zeros: no image has been promoted yet',
        ko: '. 다이제스트가 모두 0입니다. 아직 승격된 이미지가 없습니다',
      }
    : { en: '', ko: '' };
  const goesOn = whatGoesOn(view, workload);
  return {
    ...aboutWorkload(view, kind, workload),
    ...(field === undefined ? {} : { field: `${field}.image` }),
    ...(PASSING.test(said) && ageOf(view, pod.metadata.creationTimestamp) < MOMENT ? { level: 'progress' } : {}),
    seen: {
      en: `${image}: ${reason}${words}${never.en}${goesOn.en}`,
      ko: `이미지 ${image}: ${reason}${words}${never.ko}${goesOn.ko}`,
    },
    next: [`kubectl describe pod -n ${pod.metadata.namespace ?? ''} ${pod.metadata.name}`],
  };
}

/** Removes the name of the image, which the kubelet and containerd repeat up to four times. */
function withoutImage(said: string): string {
  return said
    .replace(
      /(Back-off pulling image|Failed to pull image|failed to \w+( and unpack)? (image|reference)) "[^"]*": /g,
      '',
    )
    .replace(/^ErrImagePull: /, '')
    .replace(/^rpc error: code = \w+ desc = /, '');
}
