import { applicationsOf, findsApplications, resourcesOf } from '../../model/sync/applications.ts';
import { onItsWay } from '../../model/moving.ts';
import { syncOf } from '../../model/sync/sync.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { referenceTo } from '../../model/reference.ts';
import type { ObjectName } from '../../see/scope.ts';
import { every } from '../../see/demand.ts';
import type { View } from '../../see/view.ts';

export const a23 = check({
  code: 'A23',
  title: { en: 'the Application does not exist', ko: 'Application이 없습니다' },
  means: {
    en: 'Argo CD does not know of this deployment: nothing is synced, whatever is pushed.',
    ko: 'Argo CD가 이 배포를 모릅니다. 무엇을 푸시하든 동기화되지 않습니다.',
  },
  remedy: {
    en: 'Apply the Application once, or name one that exists. Without Argo CD, name `--certificate` or `--host` instead.',
    ko: 'Application을 한 번 적용하거나, 실제로 있는 이름을 지정하세요. Argo CD를 쓰지 않는다면 대신 `--certificate`나 `--host`를 지정하세요.',
  },
  consequenceOf: ['A1', 'A2', 'A19', 'A20', 'A21', 'A24'],
  source: 'measured',
  *judge(view) {
    for (const name of view.scope.applications) if (isAbsent(view, name)) yield observe(name);
    for (const parent of applicationsOf(view)) {
      for (const name of resourcesOf(parent, 'Application'))
        if (isAbsent(view, name))
          yield {
            ...observe(name),
            ...onItsWay(syncOf(parent)),
            touches: [referenceTo('Application', parent)],
          };
      const { deletionTimestamp } = parent.metadata;
      if (deletionTimestamp !== undefined)
        yield {
          object: referenceTo('Application', parent),
          field: 'metadata.deletionTimestamp',
          seen: {
            en: `it has been in deletion since ${deletionTimestamp}, together with what it holds`,
            ko: `${deletionTimestamp}부터 삭제 중이며, 관리하던 리소스도 함께 삭제됩니다`,
          },
        };
    }
    if (findsApplications(view.scope) && view.isComplete(every('Application')) && applicationsOf(view).length === 0)
      yield {
        ...observe({ namespace: 'argocd', name: '*' }),
        seen: {
          en: 'the cluster has no Application of Argo CD',
          ko: '클러스터에 Argo CD Application이 하나도 없습니다',
        },
        next: ['kubectl get applications -A'],
      };
  },
});

function isAbsent(view: View, { namespace, name }: ObjectName): boolean {
  return view.isAbsent('Application', namespace, name);
}

function observe({ namespace, name }: ObjectName): Observation {
  return {
    object: { kind: 'Application', namespace, name },
    seen: { en: `there is no Application ${namespace}/${name}`, ko: `${namespace}/${name} Application이 없습니다` },
    next: [`kubectl get applications -n ${namespace}`],
  };
}
