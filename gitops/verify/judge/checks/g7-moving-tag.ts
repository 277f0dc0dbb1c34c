import { podsOf } from '../../model/workload/workloads.ts';
import { checkOfWorkload } from '../shapes.ts';
import { isLive, type Workload } from '../../see/objects/workload.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

/** Characters of a digest that are shown. */
const DIGEST = 12;

export const g7 = checkOfWorkload({
  code: 'G7',
  title: { en: 'the image tag does not name one build', ko: '이미지 태그만으로는 어느 빌드인지 정해지지 않습니다' },
  means: {
    en: 'The same tag can mean another build tomorrow, or on another node. Nothing in Git changes, so nothing is rolled out, and nothing can be rolled back.',
    ko: '태그가 같아도 내일 받은 이미지나 다른 노드가 받은 이미지는 다른 빌드일 수 있습니다. Git에는 변경이 없으니 롤아웃도 되지 않고 롤백도 할 수 없습니다.',
  },
  remedy: {
    en: 'Name the image by its digest, or by a tag that is never pushed again.',
    ko: '이미지를 다이제스트로 지정하거나, 같은 이름으로 다시 푸시하지 않는 태그로 지정하세요.',
  },
  level: 'warning',
  source: 'measured; https://kubernetes.io/docs/concepts/containers/images/#image-names',
  find: (view, { workload }) =>
    (['containers', 'initContainers'] as const).flatMap((list) =>
      (workload.spec.template.spec[list] ?? []).flatMap(({ name, image }, index) => {
        if (image === undefined || isChosenByIstiod(workload, image)) return [];
        const seen = twoBuilds(view, workload, name, image) ?? movingTag(image);
        return seen ? [{ field: `spec.template.spec.${list}[${index}].image`, seen }] : [];
      }),
    ),
});

/**
 * Whether the image is left to istiod, which puts its own proxy in when it makes the Pod, as for a gateway.
 * https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway
 */
function isChosenByIstiod({ spec: { template } }: Workload, image: string): boolean {
  return image === 'auto' && template.metadata?.annotations?.['inject.istio.io/templates'] !== undefined;
}

function twoBuilds(view: View, workload: Workload, name: string, image: string): Text | undefined {
  const ids = podsOf(view, workload)
    .filter((pod) => isLive(pod) && pod.spec.containers.some((each) => each.name === name && each.image === image))
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .flatMap((status) => (status.name === name && status.imageID ? [status.imageID] : []));
  // A registry's digest and a node's own digest of an image cannot be compared.
  const ofRegistry = ids.filter((id) => id.includes('@'));
  const alike = ofRegistry.length > 1 ? ofRegistry : ids.filter((id) => !id.includes('@'));
  const distinct = [...new Set(alike.map((id) => id.replace(/^.*sha256:/, '').slice(0, DIGEST)))].sort();
  if (distinct.length < 2) return undefined;
  const builds = distinct.join(', ');
  return {
    en: `${image} is ${distinct.length} builds at once in the Pods: ${builds}`,
    ko: `${image}: Pod마다 빌드가 달라 지금 ${distinct.length}개가 섞여 있습니다(${builds})`,
  };
}

function movingTag(image: string): Text | undefined {
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (image.includes('@') || (tag !== undefined && tag !== 'latest')) return undefined;
  return tag === undefined
    ? { en: `${image} has no tag, which means :latest`, ko: `${image}: 태그가 없으므로 :latest로 간주됩니다` }
    : { en: image, ko: `${image}: latest 태그를 씁니다` };
}
