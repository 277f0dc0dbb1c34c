import { isElsewhere } from '../../model/sync/applications.ts';
import { checkOfApplication } from '../shapes.ts';

export const o8 = checkOfApplication({
  code: 'O8',
  title: { en: 'the Application deploys to another cluster', ko: 'Application의 배포 대상이 다른 클러스터입니다' },
  means: {
    en: 'Its sync is judged, but not what it deploys: that is not in this cluster.',
    ko: '동기화는 판단했지만, 배포된 리소스는 이 클러스터에 없어 판단하지 않았습니다.',
  },
  remedy: {
    en: 'Run verify once more against that cluster, with `--context` and `--certificate` or `--host`.',
    ko: '`--context`로 그 클러스터를 지정하고 `--certificate`나 `--host`와 함께 verify를 다시 실행하세요.',
  },
  level: 'unknown',
  source: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters',
  find(_, application) {
    if (!isElsewhere(application)) return undefined;
    const { server, name } = application.spec.destination;
    const cluster = name || server || '';
    return {
      field: 'spec.destination',
      seen: {
        en: `it deploys to cluster ${cluster}; what runs there is not judged`,
        ko: `배포 대상 클러스터: ${cluster}. 그곳의 리소스는 판단하지 않았습니다`,
      },
      next: ['kubectl config get-contexts'],
      touches: [],
    };
  },
});
