import { isElsewhere } from '../../model/sync/applications.ts';
import type { Application } from '../../see/objects/application.ts';
import { kindIdOf } from '../../see/kinds.ts';
import type { Text } from '#program/language.ts';
import { inBoth } from '../in-both.ts';
import { checkOfApplication } from '../shapes.ts';

export const o8 = checkOfApplication({
  code: 'O8',
  title: { en: 'the Application deploys to another cluster', ko: 'Application의 배포 대상이 다른 클러스터입니다' },
  means: {
    en: 'Its sync is judged, but not what it deploys: that is not in this cluster.',
    ko: '동기화는 판단했지만, 배포된 리소스는 이 클러스터에 없어 판단하지 않았습니다.',
  },
  remedy: {
    en: 'Run verify once more against that cluster, with `--context` and `--certificate` or `--host`. `argocd cluster list` tells its address.',
    ko: '`--context`로 그 클러스터를 지정하고 `--certificate`나 `--host`와 함께 verify를 다시 실행하세요. 주소는 `argocd cluster list`에 나옵니다.',
  },
  level: 'unknown',
  source: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters',
  find(view, application) {
    if (!isElsewhere(application)) return undefined;
    const { server, name } = application.spec.destination;
    const cluster = name || server || '';
    const answer = view.ask({ ask: 'contexts', cluster });
    const deploys = {
      en: `it deploys to cluster ${cluster}; what runs there is not judged`,
      ko: `배포 대상 클러스터: ${cluster}. 그곳의 리소스는 판단하지 않았습니다`,
    };
    return {
      field: 'spec.destination',
      seen: answer ? inBoth`${deploys}${contextText(answer.contexts)}` : deploys,
      next: answer?.contexts.map((context) => ['umi-verify --context', context, ...named(application)].join(' ')) ?? [],
      touches: [],
    };
  },
});

function contextText(contexts: readonly string[]): Text {
  const all = contexts.join(', ');
  return contexts.length === 0
    ? { en: '; no context of the kubeconfig leads there', ko: '. kubeconfig에 그곳으로 가는 컨텍스트가 없습니다' }
    : { en: `; contexts that lead there: ${all}`, ko: `. 그곳으로 가는 컨텍스트: ${all}` };
}

/** The options for what it holds there. */
function named({ status }: Application): readonly string[] {
  const certificates = (status?.resources ?? []).filter(
    ({ group = '', kind }) => kindIdOf(group, kind) === 'Certificate',
  );
  const names = certificates.map(({ namespace = '', name }) => `--certificate ${namespace}/${name}`);
  return names.length > 0 ? names : ['--host HOST'];
}
