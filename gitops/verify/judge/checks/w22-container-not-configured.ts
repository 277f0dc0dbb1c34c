import { movingSince, onItsWay } from '../../model/moving.ts';
import { type ContainerPlace, eventsOfPod } from '../../model/workload/pods.ts';
import { checkOfContainer } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

const WAITING = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);
const ENDED = new Set(['StartError', 'ContainerCannotRun']);

/** Milliseconds in which a controller, such as cert-manager or an operator, may still create the Secret. */
const MOMENT = 60_000;
const WRITER = { en: 'whoever writes the Secret', ko: 'Secret을 만드는 컨트롤러' };

export const w22 = checkOfContainer({
  code: 'W22',
  title: { en: 'the container cannot be started as it is configured', ko: '컨테이너가 설정 때문에 시작되지 못합니다' },
  means: {
    en: 'A Secret or ConfigMap that the Pod needs is missing, or the program it names is not in the image. The container never starts.',
    ko: 'Pod에 필요한 Secret이나 ConfigMap이 없거나, 지정한 프로그램이 이미지에 없어 컨테이너가 시작되지 않습니다.',
  },
  remedy: {
    en: 'Create what is missing in the namespace of the Pod, or correct the name. It is tried again without a restart.',
    ko: '없는 것을 Pod의 네임스페이스에 만들거나, 이름을 고치세요. 재시작하지 않아도 자동으로 다시 시도합니다.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/configuration/configmap/#configmaps-and-pods',
  find(view, place) {
    const { pod, status } = place;
    const obstacle = notStarted(place) ?? notMounted(view, place);
    // An image for another architecture is a case for G8.
    if (obstacle === undefined || /exec format error/i.test(obstacle)) return undefined;
    const { namespace = '', name, creationTimestamp } = pod.metadata;
    const writer = /\bsecrets? "/.test(obstacle) ? movingSince(creationTimestamp, MOMENT, WRITER) : undefined;
    const said = quote(obstacle.replace(/^.*unable to start container process: /, ''), 300);
    return {
      ...onItsWay(writer),
      seen: {
        en: `container ${status.name} cannot be started: ${said}`,
        ko: `컨테이너 ${status.name}: 시작할 수 없습니다. ${said}`,
      },
      next: [`kubectl describe pod -n ${namespace} ${name}`],
    };
  },
});

function notStarted({ status }: ContainerPlace): string | undefined {
  const { state, lastState } = status;
  const { reason = '', message = '' } = state?.waiting ?? {};
  const ended = state?.terminated ?? (state?.waiting ? lastState?.terminated : undefined);
  if (ENDED.has(ended?.reason ?? '')) return ended?.message ?? ended?.reason;
  return WAITING.has(reason) ? message || reason : undefined;
}

/** A missing volume, which only an event tells; it is reported once, for the template's first container. */
function notMounted(view: View, { pod, status, field }: ContainerPlace): string | undefined {
  if (field !== 'spec.template.spec.containers[0]' || !status.state?.waiting) return undefined;
  const said = eventsOfPod(view, pod, 'FailedMount').map(({ message = '' }) => message);
  return said.find((message) => /not found|non-existent/.test(message));
}
