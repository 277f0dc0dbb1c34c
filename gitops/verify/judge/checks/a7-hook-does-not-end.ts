import { ageOf } from '../../model/time.ts';
import { injectionOf } from '../../model/workload/injection.ts';
import { resourcesOf } from '../../model/sync/applications.ts';
import { touchedByApplication } from '../../model/sync/consequences.ts';
import { operationPhaseOf } from '../../model/sync/sync.ts';
import { checkOfApplication } from '../shapes.ts';
import type { Application } from '../../see/objects/application.ts';
import type { Job, Pod } from '../../see/objects/workload.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import { podsOfJob } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds after which a hook without a deadline is taken for one that does not end. */
const PATIENCE = 600_000;

/** Milliseconds that a sidecar may outlive the hook's own container, or Argo CD a deadline. */
const RESERVE = 60_000;

export const a7 = checkOfApplication({
  code: 'A7',
  title: {
    en: 'a hook does not end, or has nothing that ends it',
    ko: '훅이 끝나지 않거나, 훅에 제한 시간이 없습니다',
  },
  means: {
    en: 'The sync runs until its hooks have ended, and meanwhile no other commit is taken.',
    ko: '훅이 끝나야 동기화도 끝나고, 그때까지 다른 커밋은 동기화되지 않습니다.',
  },
  remedy: {
    en: 'Give the Job `activeDeadlineSeconds`. If a sidecar keeps its Pod up, label the Pod template `sidecar.istio.io/inject: "false"`, or use native sidecars.',
    ko: 'Job에 `activeDeadlineSeconds`를 지정하세요. 사이드카 때문에 Pod가 끝나지 않는다면 Pod 템플릿에 `sidecar.istio.io/inject: "false"` 레이블을 붙이거나 네이티브 사이드카를 쓰세요.',
  },
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/',
  find(view, application) {
    const self = referenceTo('Application', application);
    return hooksOf(view, application).flatMap(({ job, hookType, hookPhase }) => {
      const isRunning = operationPhaseOf(application) === 'running' && hookPhase === 'Running';
      const overdue = isRunning && !job.status?.completionTime ? overdueBecause(view, job) : undefined;
      const { namespace = '', name } = job.metadata;
      const object = referenceTo('Job', job);
      if (overdue)
        return {
          object,
          seen: overdue,
          next: [`kubectl logs -n ${namespace} job/${name} --all-containers --tail=20`],
          touches: [self, ...touchedByApplication(view, application)],
        };
      const { activeDeadlineSeconds, template } = job.spec;
      const asked = activeDeadlineSeconds === undefined ? undefined : injectionOf(view, namespace, template);
      // A sidecar that is not a native one outlives the hook; where a Pod has started, its own containers tell.
      if (asked !== undefined && !job.status?.startTime)
        return {
          object,
          level: 'info' as const,
          field: 'spec.template.metadata.labels',
          seen: {
            en: `the ${hookType} hook of ${self.name} gets a sidecar by ${asked}; unless that is a native one, only the deadline ends it`,
            ko: `${self.name}의 ${hookType} 훅에 사이드카가 주입됩니다(${asked}). 네이티브 사이드카가 아니면 제한 시간이 지나야 끝납니다`,
          },
          touches: [self],
        };
      if ((activeDeadlineSeconds ?? template.spec.activeDeadlineSeconds) !== undefined) return [];
      return {
        object,
        level: 'warning' as const,
        field: 'spec.activeDeadlineSeconds',
        seen: {
          en: `the ${hookType} hook of ${self.name} has no deadline`,
          ko: `${self.name}의 ${hookType} 훅에 제한 시간이 없습니다`,
        },
        touches: [self],
      };
    });
  },
});

interface Hook {
  readonly job: Job;
  readonly hookType: string;
  readonly hookPhase?: string;
}

/** The Jobs that the last sync ran as hooks, and those that the next one will run. */
function hooksOf(view: View, application: Application): readonly Hook[] {
  const ran = (application.status?.operationState?.syncResult?.resources ?? []).flatMap(
    ({ hookType, hookPhase, group, kind, namespace, name }) => {
      const job = hookType && group === 'batch' && kind === 'Job' ? view.get('Job', namespace, name) : undefined;
      return job ? [{ job, hookType: hookType ?? '', ...(hookPhase ? { hookPhase } : {}) }] : [];
    },
  );
  const written = resourcesOf(application, 'Job').flatMap(({ namespace, name }): readonly Hook[] => {
    const job = view.get('Job', namespace, name);
    const hookType = job?.metadata.annotations?.['argocd.argoproj.io/hook'];
    return job && hookType && hookType !== 'Skip' ? [{ job, hookType }] : [];
  });
  return [...new Map([...written, ...ran].map((hook) => [hook.job.metadata.uid, hook])).values()];
}

function overdueBecause(view: View, { metadata: { namespace = '', name }, spec, status }: Job): Text | undefined {
  const held = view.list(podsOfJob(name, namespace)).find((pod) => isHeldBySidecar(view, pod));
  if (held)
    return {
      en: `the hook's own container has ended, but istio-proxy keeps Pod ${held.metadata.name} running`,
      ko: `훅의 컨테이너는 끝났지만 istio-proxy 때문에 Pod가 계속 실행 중입니다(${held.metadata.name})`,
    };
  const { startTime: start = '' } = status ?? {};
  const { activeDeadlineSeconds: deadline } = spec;
  if (ageOf(view, start, 0) <= (deadline === undefined ? PATIENCE : deadline * 1_000 + RESERVE)) return undefined;
  return {
    en: `the hook has been running since ${start} and has not ended`,
    ko: `훅이 ${start}에 시작되어 아직 끝나지 않았습니다`,
  };
}

function isHeldBySidecar(view: View, { status }: Pod): boolean {
  const statuses = status?.containerStatuses ?? [];
  const own = statuses.filter(({ name }) => name !== 'istio-proxy');
  return (
    statuses.some(({ name, state }) => name === 'istio-proxy' && state?.running !== undefined) &&
    own.length > 0 &&
    own.every(({ state }) => view.now - Date.parse(state?.terminated?.finishedAt ?? '') > RESERVE)
  );
}
