import { movingSince, onItsWay, type Moving } from '../moving.ts';
import type { Application } from '../../see/objects/application.ts';
import { remembered, type View } from '../../see/view.ts';
import { globalProjectsOf, projectOf } from './project.ts';
import { arrivalOf, commitsOf, conditionsOf, isAutomated, operationPhaseOf, syncOf } from './sync.ts';
import { nextLookOf, unseenBecause } from './unseen.ts';
import { windowsOf, type Windows } from './windows.ts';

/** What Argo CD will do next to bring what Git has to the cluster, by itself. */
type NextSync =
  /** Nothing, since nothing is to be done. */
  | { readonly is: 'in place' }
  /** It is doing it, or will try again. */
  | { readonly is: 'under way' }
  /** It begins or, a moment after a sync, it compares again. */
  | { readonly is: 'due' | 'compared again'; readonly moving: Moving | undefined }
  /** Nothing while the sync windows are closed. */
  | { readonly is: 'closed'; readonly windows: Windows }
  /** Nothing, since it does not look at the Application, or since all is left to somebody else. */
  | { readonly is: 'unseen' | 'confirmed by hand' | 'synced by hand' | 'pruned by hand' | 'healed by hand' | 'failed' }
  /** Nothing, for a reason that Argo CD states. */
  | { readonly is: 'skipped'; readonly message: string };

/** Milliseconds in which Argo CD compares again after an operation. */
const AFTERMATH = 10_000;
const LOOK = { en: "Argo CD's look after the sync", ko: '동기화 직후 Argo CD의 비교' };

/** Milliseconds from a comparison to the sync that it starts. */
const SYNC_DUE = 30_000;
const SYNC = { en: 'the sync that is due', ko: '곧 시작될 동기화' };

/**
 * What comes next for an Application, in the order in which Argo CD decides it.
 * @see argo-cd: controller/appcontroller.go, canProcessApp, processAppRefreshQueueItem and autoSync; controller/sync.go
 */
export const nextSync = remembered('next sync', (view, application: Application): NextSync => {
  if (unseenBecause(view, application)) return { is: 'unseen' };
  const { spec, status } = application;
  const { message = '', finishedAt, operation } = status?.operationState ?? {};
  const phase = operationPhaseOf(application);
  const windows = syncWindowsOf(view, application);
  if (phase === 'running' || phase === 'retrying') {
    if (message.startsWith('waiting for pruning confirmation')) return { is: 'confirmed by hand' };
    const byHand = operation?.initiatedBy?.automated !== true;
    const isHeld = windows?.closedBy !== undefined && !(byHand && windows.takesManual);
    return isHeld && message.includes('blocked by sync window') ? { is: 'closed', windows } : { is: 'under way' };
  }
  if (status?.sync?.status !== 'OutOfSync') return { is: 'in place' };
  const errors = conditionsOf(application, 'SyncError').map(({ message: text = '' }) => text);
  const skipped = errors.find((text) => text.startsWith('Skipping sync'));
  if (skipped !== undefined) return { is: 'skipped', message: skipped };
  if (errors.length > 0) return { is: 'failed' };
  const aftermath = movingSince(finishedAt, AFTERMATH, LOOK);
  if (aftermath && aftermath.until > view.now) return { is: 'compared again', moving: aftermath };
  if (!isAutomated(application)) return { is: 'synced by hand' };
  if (windows?.closedBy) return { is: 'closed', windows };
  const { prune, selfHeal } = spec.syncPolicy?.automated ?? {};
  if (prune !== true && isOnlyToBePruned(application)) return { is: 'pruned by hand' };
  if (isApplied(application) && selfHeal !== true) return { is: 'healed by hand' };
  return { is: 'due', moving: movingSince(status.reconciledAt, SYNC_DUE, SYNC) };
});

/**
 * The failure of the last operation, and what comes after it: another commit that will be tried next. Undefined where
 * nothing failed, or another commit is already in place.
 */
export function failureOf(view: View, application: Application): { readonly moving?: Moving } | undefined {
  const { compared, applied } = commitsOf(application, view.scope.repositories);
  const standing = operationPhaseOf(application);
  if (standing === 'none' || standing === 'succeeded') return undefined;
  const isOther = compared !== undefined && applied !== undefined && compared !== applied;
  if (isOther && standing === 'failed' && application.status?.sync?.status === 'Synced') return undefined;
  if (!isAutomated(application)) return {};
  const isGivenUp = standing === 'failed' && conditionsOf(application, 'SyncError').length > 0;
  if (isOther && !isGivenUp) return onItsWay(syncOf(application), movingTo(view, application));
  const arrival = arrivalOf(view, application);
  const isAwaited = arrival === 'older' || arrival === 'diverged' || arrival === 'unknown';
  return isAwaited ? onItsWay(syncOf(application), nextLookOf(view, application)) : {};
}

/** What brings the next commit, where anything does. */
function movingTo(view: View, application: Application): Moving | undefined {
  const next = nextSync(view, application);
  switch (next.is) {
    case 'due':
    case 'compared again':
      return next.moving;
    case 'closed':
      return openingOf(view, application, next.windows);
    default:
      return nextLookOf(view, application);
  }
}

/** Argo CD's first look after sync windows have opened, where it still looks by itself. */
export function openingOf(view: View, application: Application, { opensAt }: Windows): Moving | undefined {
  const look = nextLookOf(view, application);
  if (opensAt === undefined || !look || look.until <= view.now) return undefined;
  return nextLookOf(view, application, new Date(opensAt).toISOString());
}

/** The sync windows that apply to an Application now; undefined where none does, or its project is not seen. */
export const syncWindowsOf = remembered('sync windows', (view, application: Application): Windows | undefined => {
  const project = projectOf(view, application);
  return project && windowsOf([project, ...(globalProjectsOf(view, project) ?? [])], application, view.now);
});

/** Whether the last operation applied what was compared, of every source. */
export function isApplied({ status }: Application): boolean {
  const { operationState, sync } = status ?? {};
  const applied = revisionsOf(operationState?.syncResult) ?? revisionsOf(operationState?.operation?.sync);
  return operationState?.phase === 'Succeeded' && applied?.join() === revisionsOf(sync)?.join();
}

interface Revisions {
  readonly revision?: string;
  readonly revisions?: readonly string[];
}

function revisionsOf({ revision, revisions }: Revisions = {}): readonly string[] | undefined {
  return revisions?.length ? revisions : revision ? [revision] : undefined;
}

function isOnlyToBePruned({ status }: Application): boolean {
  return (status?.resources ?? []).every(
    (resource) => resource.status === 'Synced' || resource.requiresPruning === true,
  );
}
