import { lastLines } from '../../model/workload/pods.ts';
import { checkOfContainer } from '../shapes.ts';
import { quote } from '../../see/quote.ts';

export const g8 = checkOfContainer({
  code: 'G8',
  title: { en: 'the image is for another architecture', ko: '다른 아키텍처용 이미지입니다' },
  means: {
    en: 'The node cannot execute the program, for example an image built on Apple silicon (arm64) on an amd64 node. Only the log says so.',
    ko: '노드가 프로그램을 실행하지 못합니다. Apple silicon(arm64)에서 빌드한 이미지를 amd64 노드에서 실행할 때 흔히 생기며, 로그를 봐야 알 수 있습니다.',
  },
  remedy: {
    en: 'Build for the architecture of the nodes: `docker buildx build --platform linux/amd64,linux/arm64`.',
    ko: '노드의 아키텍처에 맞게 빌드하세요: `docker buildx build --platform linux/amd64,linux/arm64`.',
  },
  source: 'measured',
  find(view, place) {
    const { state, lastState, image: pulled = '' } = place.status;
    if (!state?.waiting && !state?.terminated && !lastState?.terminated) return undefined;
    const lines = [...lastLines(view, place), state?.waiting?.message ?? ''];
    const line = lines.find((each) => /exec format error/i.test(each));
    if (line === undefined) return undefined;
    const image = place.container?.image ?? pulled;
    const said = quote(line, 200);
    return {
      part: 'image',
      seen: { en: `${image}: ${said}`, ko: `이미지 ${image}: ${said}` },
      next: ['kubectl get nodes -L kubernetes.io/arch', `docker buildx imagetools inspect ${image}`],
    };
  },
});
