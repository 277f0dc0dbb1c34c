import { newestFirst } from '../../see/objects/kubernetes-object.ts';
import { failureOf } from '../../model/sync/next-sync.ts';
import { failedResources } from '../../model/sync/refusals.ts';
import { isOfMesh } from '../../model/workload/pods.ts';
import { attemptsOf, operationPhaseOf } from '../../model/sync/sync.ts';
import { checkOfApplication } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { isGap } from '../../see/gap.ts';
import { quote } from '../../see/quote.ts';
import { podsOfJob } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

const LINES = 3;

export const a22 = checkOfApplication({
  code: 'A22',
  title: { en: 'a hook of the sync failed', ko: '동기화 훅이 실패했습니다' },
  means: {
    en: 'The sync counts as failed, although its objects may all be in place; Argo CD may repeat all of it.',
    ko: '리소스가 모두 적용되었더라도 동기화는 실패로 처리됩니다. Argo CD가 동기화 전체를 다시 시도할 수도 있습니다.',
  },
  remedy: {
    en: 'The last lines of the hook say why. Correct that, then push, or sync again.',
    ko: '훅 로그의 마지막 몇 줄에 이유가 있습니다. 고쳐서 푸시하거나 다시 동기화하세요.',
  },
  mayPass: true,
  consequenceOf: ['A19', 'C*', 'H*', 'T*', 'R*', 'W*'],
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/',
  find(view, application) {
    if (!['running', 'retrying', 'failed'].includes(operationPhaseOf(application))) return undefined;
    return failedResources(application).flatMap(({ hookType, kind, namespace = '', name, message = '' }) => {
      if (hookType === undefined) return [];
      const lines = lastLines(view, namespace, name);
      const said = quote(lines.length > 0 ? lines.join(' ⏎ ') : message, 300);
      const hook = `${kind} ${namespace}/${name}`;
      const failed = { en: `${hookType} hook ${hook} failed`, ko: `${hookType} 훅이 실패했습니다(${hook})` };
      return {
        // A later commit that changes nothing is in place without a sync, and so without its hooks.
        ...(failureOf(view, application) ?? { level: 'warning' as const }),
        field: `status.operationState.syncResult: ${hook}`,
        seen: inBoth`${failed}: ${said}${attemptsOf(application)}`,
        next: kind === 'Job' ? [`kubectl logs -n ${namespace} job/${name} --all-containers --tail=20`] : [],
      };
    });
  },
});

/** The last lines of the newest Pod of a Job, where it has one. */
function lastLines(view: View, namespace: string, job: string): readonly string[] {
  const pods = [...view.list(podsOfJob(job, namespace))].sort(newestFirst);
  for (const { metadata, spec } of pods)
    for (const { name: container } of spec.containers.filter(({ name }) => !isOfMesh(name))) {
      const answer = view.ask({ ask: 'log', namespace, pod: metadata.name, container, previous: false });
      if (answer === undefined || isGap(answer)) continue;
      const lines = answer.lines.filter((line) => line.trim() !== '').slice(-LINES);
      if (lines.length > 0) return lines;
    }
  return [];
}
