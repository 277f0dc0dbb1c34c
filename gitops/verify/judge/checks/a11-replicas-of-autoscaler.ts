import { groupOf } from '../../../render/objects.ts';
import { namespaceOf } from '../../see/manifests/stored.ts';
import { renderedReference, valueAt } from '../../model/rendered.ts';
import { check } from '../check.ts';

export const a11 = check({
  code: 'A11',
  title: {
    en: 'Git sets the replicas that an autoscaler changes',
    ko: '오토스케일러가 바꾸는 레플리카 수를 Git에서 지정합니다',
  },
  means: {
    en: 'Each sync puts the number of Git back, whatever the load is; with `selfHeal` the two change it in turn without end.',
    ko: '동기화할 때마다 부하와 상관없이 Git의 값으로 되돌아갑니다. `selfHeal`을 켜면 둘이 끝없이 번갈아 바꿉니다.',
  },
  remedy: {
    en: 'Leave `spec.replicas` out where a HorizontalPodAutoscaler sets it.',
    ko: 'HorizontalPodAutoscaler가 있으면 `spec.replicas`를 지우세요.',
  },
  level: 'warning',
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/#leaving-room-for-imperativeness',
  *inGit({ renders }) {
    for (const render of renders) {
      // Whoever ignores a difference in the replicas knows of this.
      if (JSON.stringify(valueAt(render.application?.spec, 'ignoreDifferences') ?? '').includes('replicas')) continue;
      for (const scaler of render.objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler'))
        for (const object of render.objects) {
          const { kind, metadata, spec } = object;
          const isTarget =
            groupOf(object) === 'apps' &&
            valueAt(scaler.spec, 'scaleTargetRef', 'kind') === kind &&
            valueAt(scaler.spec, 'scaleTargetRef', 'name') === metadata.name &&
            namespaceOf(scaler, render) === namespaceOf(object, render);
          const replicas = valueAt(spec, 'replicas');
          if (!isTarget || typeof replicas !== 'number') continue;
          const { name } = scaler.metadata;
          yield {
            object: renderedReference(render, object),
            field: 'spec.replicas',
            seen: {
              en: `replicas: ${replicas}, and HorizontalPodAutoscaler ${name}`,
              ko: `replicas: ${replicas}, 오토스케일러: HorizontalPodAutoscaler ${name}`,
            },
          };
        }
    }
  },
});
