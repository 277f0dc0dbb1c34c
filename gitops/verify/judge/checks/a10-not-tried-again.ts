import { failureOf } from '../../model/sync/next-sync.ts';
import { COMMANDS, commitsOf, conditionsOf, isAutomated, isOwnHook, syncOf } from '../../model/sync/sync.ts';
import { shortRevision, operationPhaseOf } from '../../model/sync/sync.ts';
import { onItsWay } from '../../model/moving.ts';
import { checkOfApplication, type Found } from '../shapes.ts';
import type { Application } from '../../see/objects/application.ts';
import type { View } from '../../see/view.ts';

export const a10 = checkOfApplication({
  code: 'A10',
  title: {
    en: 'a failed commit is not tried again, or keeps a newer one waiting',
    ko: '실패한 커밋을 다시 시도하지 않거나, 실패한 커밋 때문에 새 커밋이 밀려 있습니다',
  },
  means: {
    en: 'Argo CD tries a commit a limited number of times and then never again, even if the reason is gone. While it tries one, it takes no newer one.',
    ko: 'Argo CD는 한 커밋을 정해진 횟수만 시도하고, 그 뒤에는 원인이 사라져도 다시 시도하지 않습니다. 시도하는 동안에는 새 커밋도 동기화하지 않습니다.',
  },
  remedy: {
    en: 'Sync by hand or push another commit. `syncPolicy.retry.refresh: true` lets retries take the newest commit.',
    ko: '직접 동기화하거나 다른 커밋을 푸시하세요. `syncPolicy.retry.refresh: true`를 설정하면 재시도할 때 최신 커밋을 씁니다.',
  },
  consequenceOf: ['A1', 'A2', 'A19', 'A20', 'A21', 'A22', 'A26', 'C1', 'C6', 'C11', 'G4', 'O5'],
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/',
  find(view, application) {
    const standing = operationPhaseOf(application);
    if (standing === 'failed') return givenUp(view, application);
    return standing === 'running' || standing === 'retrying' ? blocking(view, application) : undefined;
  },
});

function givenUp(view: View, application: Application): Found | undefined {
  const failure = failureOf(view, application);
  const isGivenUp = conditionsOf(application, 'SyncError').some(({ message }) => message?.startsWith('Failed last'));
  if (!failure || !isGivenUp || !isAutomated(application)) return undefined;
  const applied = shortRevision(commitsOf(application, view.scope.repositories).applied);
  const { finishedAt = '' } = application.status?.operationState ?? {};
  return {
    ...failure,
    field: 'status.operationState',
    seen: {
      en: `commit ${applied} failed at ${finishedAt} and is not tried again`,
      ko: `${finishedAt}에 커밋 ${applied}의 동기화가 실패했고, 다시 시도하지 않습니다`,
    },
    next: [COMMANDS.sync(application)],
  };
}

function blocking(view: View, application: Application): Found | undefined {
  const { compared, applied } = commitsOf(application, view.scope.repositories);
  if (compared === undefined || applied === undefined || compared === applied) return undefined;
  const { startedAt = '', operation } = application.status?.operationState ?? {};
  const { refresh = false } = operation?.retry ?? {};
  const isRetrying = operationPhaseOf(application) === 'retrying';
  if (isOwnHook(view, application) || (isRetrying && refresh)) return undefined;
  const [held, waiting] = [shortRevision(applied), shortRevision(compared)];
  return {
    ...onItsWay(syncOf(application)),
    field: 'status.operationState',
    seen: isRetrying
      ? {
          en: `Argo CD still retries ${held}; ${waiting} waits until it gives up`,
          ko: `Argo CD가 아직 커밋 ${held}의 동기화를 재시도하고 있습니다. 이를 포기해야 커밋 ${waiting}의 동기화가 시작됩니다`,
        }
      : {
          en: `the sync of ${held} has been running since ${startedAt}; ${waiting} waits until it ends`,
          ko: `커밋 ${held}의 동기화가 ${startedAt}부터 진행 중입니다. 이것이 끝나야 커밋 ${waiting}의 동기화가 시작됩니다`,
        },
    next: [COMMANDS.terminate(application)],
  };
}
