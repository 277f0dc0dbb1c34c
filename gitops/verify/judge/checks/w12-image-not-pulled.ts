import { onItsWay, movingSince } from '../../model/moving.ts';
import { eventsOfPod } from '../../model/workload/pods.ts';
import { checkOfContainer } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { quote } from '../../see/quote.ts';

const REASONS = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);

/** Messages about a registry that is busy or cannot be reached for a moment. */
const PASSING = /time(d )?out|connection re(fused|set)|too ?many ?requests|\b(429|50[0-4])\b|unexpected EOF|temporar/i;

/** Milliseconds that such a moment may last. */
const MOMENT = 60_000;

const ALL_ZEROS = {
  en: '; all zeros: no image has been promoted yet',
  ko: '. 다이제스트가 모두 0입니다. 아직 승격된 이미지가 없습니다',
};

const AGAIN = { en: 'the next pull', ko: '다음 이미지 풀' };

export const w12 = checkOfContainer({
  code: 'W12',
  title: { en: 'the image cannot be pulled', ko: '이미지를 가져올 수 없습니다' },
  means: {
    en: 'The node cannot pull the image, so the new Pod never starts. It tries again at growing intervals.',
    ko: '노드가 이미지를 받지 못해 새 Pod가 시작되지 않습니다. 다시 시도하는 간격은 점점 길어집니다.',
  },
  remedy: {
    en: 'Push the image, or name one that exists. Where the registry refuses, give the Pod an imagePullSecret that may read it.',
    ko: '이미지를 푸시하거나, 실제로 있는 이미지를 지정하세요. 레지스트리가 거부한다면 그 이미지를 읽을 수 있는 imagePullSecret을 Pod에 지정하세요.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/containers/images/',
  find(view, { pod, status, container }) {
    const { reason = '', message = '' } = status.state?.waiting ?? {};
    if (!REASONS.has(reason)) return undefined;
    const image = container?.image ?? status.image ?? '';
    // The state only says that the kubelet waits; the registry's words are in the event.
    const events = eventsOfPod(view, pod, 'Failed', status.name).map((event) => event.message ?? '');
    const said = withoutImage([message, ...events].find((text) => text.includes(': ')) ?? message);
    const words = `${image}: ${reason}${said && `: ${quote(said, 300)}`}`;
    const { namespace = '', name, creationTimestamp } = pod.metadata;
    return {
      part: 'image',
      ...onItsWay(PASSING.test(said) ? movingSince(creationTimestamp, MOMENT, AGAIN) : undefined),
      seen: inBoth`${{ en: words, ko: `이미지 ${words}` }}${/(:|@sha256:)0{7,64}$/.test(image) ? ALL_ZEROS : ''}`,
      next: [`kubectl describe pod -n ${namespace} ${name}`],
    };
  },
});

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
