import {
  firstOfEach,
  lastLines,
  unreadyContainers,
  whatGoesOn,
  type ContainerPlace,
} from '../../model/workload/pods.ts';
import { aboutWorkload } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';

export const g8 = check({
  code: 'G8',
  title: { en: 'the image is for another architecture', ko: '다른 아키텍처용 이미지입니다' },
  means: {
    en: 'The node cannot execute the program, for example an image built on Apple silicon (arm64) on an amd64 node. Only the log says so.',
    ko: '노드가 프로그램을 실행할 수 없습니다. 예를 들어 Apple silicon(arm64)에서 빌드한 이미지를 amd64 노드에서 실행하면 이렇게 됩니다. 로그를 봐야만 알 수 있습니다.',
  },
  remedy: {
    en: 'Build for the architecture of the nodes: `docker buildx build --platform linux/amd64,linux/arm64`.',
    ko: '노드의 아키텍처에 맞게 빌드하세요: `docker buildx build --platform linux/amd64,linux/arm64`.',
  },
  source: 'measured',
  *judge(view) {
    for (const { place, found } of firstOfEach(unreadyContainers(view), (each) => formatError(view, each)))
      yield observe(view, place, found);
  },
});

function formatError(view: View, place: ContainerPlace): string | undefined {
  const { state, lastState } = place.status;
  if (!state?.waiting && !state?.terminated && !lastState?.terminated) return undefined;
  return [...lastLines(view, place), state?.waiting?.message ?? ''].find((line) => /exec format error/i.test(line));
}

function observe(view: View, { kind, workload, status, container, field }: ContainerPlace, line: string): Observation {
  const goesOn = whatGoesOn(view, workload);
  const image = container?.image ?? status.image ?? '';
  return {
    ...aboutWorkload(view, kind, workload),
    ...(field === undefined ? {} : { field: `${field}.image` }),
    seen: {
      en: `${image}: ${quote(line, 200)}${goesOn.en}`,
      ko: `이미지 ${image}: ${quote(line, 200)}${goesOn.ko}`,
    },
    next: ['kubectl get nodes -L kubernetes.io/arch', `docker buildx imagetools inspect ${image}`],
  };
}
