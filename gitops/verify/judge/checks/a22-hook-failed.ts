import { failedResources } from '../../model/sync/refusals.ts';
import { touchedByApplication } from '../../model/sync/consequences.ts';
import { isOfMesh } from '../../model/workload/pods.ts';
import { applicationsThat, attemptsOf, levelOfFailure } from '../../model/sync/sync.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { isGap } from '../../see/gap.ts';
import type { Application, SyncedResource } from '../../see/objects/application.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import { podsOfJob } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

const LINES = 3;

export const a22 = check({
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
  *judge(view) {
    for (const application of applicationsThat(view, 'running', 'retrying', 'failed'))
      for (const hook of failedResources(application).filter(({ hookType }) => hookType !== undefined))
        yield* observe(view, application, hook);
  },
});

function* observe(view: View, application: Application, hook: SyncedResource): Iterable<Observation> {
  // A later commit that changes nothing is in place without a sync, and so without its hooks.
  const level = levelOfFailure(view, application) ?? 'warning';
  const { hookType = '', kind, namespace = '', name, message = '' } = hook;
  const lines = lastLines(view, namespace, name);
  const attempts = attemptsOf(application);
  const said = lines.length > 0 ? lines.join(' ⏎ ') : message;
  yield {
    object: referenceTo('Application', application),
    level,
    field: `status.operationState.syncResult: ${kind} ${namespace}/${name}`,
    seen: {
      en: `${hookType} hook ${kind} ${namespace}/${name} failed: ${quote(said, 300)}${attempts.en}`,
      ko: `${hookType} 훅이 실패했습니다(${kind} ${namespace}/${name}): ${quote(said, 300)}${attempts.ko}`,
    },
    next: kind === 'Job' ? [`kubectl logs -n ${namespace} job/${name} --all-containers --tail=20`] : [],
    touches: touchedByApplication(view, application),
  };
}

/** The last lines of the newest Pod of a Job, where it has one. */
function lastLines(view: View, namespace: string, job: string): readonly string[] {
  const pods = [...view.list(podsOfJob(job, namespace))].sort((a, b) =>
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '', 'en'),
  );
  for (const pod of pods)
    for (const { name } of pod.spec.containers.filter((container) => !isOfMesh(container.name))) {
      const answer = view.ask({ ask: 'log', namespace, pod: pod.metadata.name, container: name, previous: false });
      if (answer === undefined || isGap(answer)) continue;
      const lines = answer.lines.filter((line) => line.trim() !== '').slice(-LINES);
      if (lines.length > 0) return lines;
    }
  return [];
}
