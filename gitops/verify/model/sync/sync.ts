import { fullName } from '../../see/objects/kubernetes-object.ts';
import { holdersOf, sameRepository, sourcesOf } from './applications.ts';
import { lastOf, movingSince, type Moving } from '../moving.ts';
import type { Reference } from '../reference.ts';
import type { Application } from '../../see/objects/application.ts';
import type { Text } from '#program/language.ts';
import { milliseconds } from '../time.ts';
import type { View } from '../../see/view.ts';

/** The state of an Application's last operation; `retrying` is between two attempts. */
type OperationPhase = 'none' | 'running' | 'retrying' | 'failed' | 'succeeded';

export function operationPhaseOf({ status }: Application): OperationPhase {
  const { phase, finishedAt } = status?.operationState ?? {};
  switch (phase) {
    case undefined:
      return 'none';
    case 'Succeeded':
      return 'succeeded';
    case 'Failed':
    case 'Error':
      return 'failed';
    default:
      // A running operation has an end only while Argo CD waits for the next attempt.
      return finishedAt === undefined ? 'running' : 'retrying';
  }
}

/** Whether Argo CD syncs the Application by itself. */
export function isAutomated({ spec }: Application): boolean {
  const automated = spec.syncPolicy?.automated;
  return automated !== undefined && automated !== null && automated.enabled !== false;
}

export function conditionsOf({ status }: Application, type: string): readonly { readonly message?: string }[] {
  return (status?.conditions ?? []).filter((condition) => condition.type === type);
}

/** The commits of the source that follows the pushed commit, or else of the first source. */
interface Commits {
  /** The commit that was last compared with the cluster. */
  readonly compared: string | undefined;
  /** The commit that the last operation applied, or is applying. */
  readonly applied: string | undefined;
}

export function commitsOf(application: Application, repositories: readonly string[]): Commits {
  const { sync, operationState } = application.status ?? {};
  const index = Math.max(0, heldSource(application, repositories));
  const operation = operationState?.operation?.sync;
  const result = operationState?.syncResult;
  return {
    compared: commit(sync?.revisions?.[index] ?? sync?.revision),
    applied: commit(
      result?.revisions?.[index] ??
        (result?.revision || undefined) ??
        operation?.revisions?.[index] ??
        operation?.revision,
    ),
  };
}

/** Where nothing can be generated, Argo CD writes the name of the branch in place of the commit. */
function commit(revision: string | undefined): string | undefined {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision ?? '') ? revision : undefined;
}

/** The index of the source that follows the repositories, and so the pushed commit; -1 where none does. */
function heldSource(application: Application, repositories: readonly string[]): number {
  return sourcesOf(application).findIndex(
    ({ repoURL, chart, targetRevision = 'HEAD' }) =>
      chart === undefined &&
      !isPinned(targetRevision) &&
      (repositories.length === 0 || repositories.some((repository) => sameRepository(repoURL, repository))),
  );
}

/** Whether a revision is a commit, a version tag or a range of versions, none of which follows a push. */
function isPinned(targetRevision: string): boolean {
  return /^[0-9a-f]{7,64}$/.test(targetRevision) || /^(refs\/tags\/|[v^~><=]*\s*\d+(\.|$))/.test(targetRevision);
}

/** Whether the pushed commit has arrived at an Application. */
export type Arrival = 'notHeld' | 'notCompared' | 'arrived' | 'older' | 'diverged' | 'unknown';

export function arrivalOf(view: View, application: Application): Arrival {
  const { revision, repositories } = view.scope;
  if (revision === undefined || heldSource(application, repositories) < 0) return 'notHeld';
  const { compared, applied } = commitsOf(application, repositories);
  if (compared === undefined) return 'notCompared';
  const relation = relationOf(view, revision, compared);
  // A later commit that this clone does not have may have been compared since the pushed one was applied.
  if (relation === 'unknown' && applied === revision) return 'arrived';
  if (relation === 'same' || relation === 'descendant') return 'arrived';
  return relation === 'ancestor' ? 'older' : relation;
}

function relationOf(view: View, of: string, to: string) {
  if (of === to) return 'same';
  return view.ask({ ask: 'ancestry', of, to })?.relation ?? 'unknown';
}

/** Milliseconds that a sync may run: Argo CD has no limit unless `controller.sync.timeout.seconds` gives one. */
const PATIENCE = 600_000;

/** Milliseconds from a comparison to the sync that it starts. */
const SYNC_DUE = 30_000;

/** The sync that is under way, with all its attempts; one that is tried without end moves nothing. */
export function syncOf(application: Application): Moving | undefined {
  const { name, namespace = '' } = application.metadata;
  const by = { en: `the sync of ${namespace}/${name}`, ko: `${namespace}/${name}의 동기화` };
  const { startedAt, finishedAt, retryCount = 0, operation } = application.status?.operationState ?? {};
  const limit = operation?.retry?.limit ?? 0;
  switch (operationPhaseOf(application)) {
    case 'running':
      return movingSince(startedAt, PATIENCE, by);
    case 'retrying':
      return limit < 0
        ? undefined
        : movingSince(finishedAt, remainingWait(retryCount, limit, application) + SYNC_DUE, by);
    default:
      return undefined;
  }
}

/** The syncs under way that may still write an object. */
export function writingOf(view: View, object: Reference): Moving | undefined {
  return lastOf(
    holdersOf(view, object).map(({ namespace, name }) => {
      const holder = view.get('Application', namespace, name);
      return holder && syncOf(holder);
    }),
  );
}

/** How often an operation was tried, and when Argo CD gives up. */
export function attemptsOf(application: Application): Text {
  const { retryCount = 0, finishedAt, operation } = application.status?.operationState ?? {};
  const limit = operation?.retry?.limit ?? 0;
  const standing = operationPhaseOf(application);
  if (standing === 'failed')
    return retryCount === 0
      ? { en: '; not tried again', ko: '. 다시 시도하지 않습니다' }
      : {
          en: `; given up after ${retryCount + 1} attempts`,
          ko: `. ${retryCount + 1}번 시도한 뒤 포기했습니다`,
        };
  if (standing !== 'retrying' || finishedAt === undefined) return { en: '', ko: '' };
  if (limit < 0)
    return {
      en: `; attempt ${retryCount} failed, tried again without end`,
      ko: `. ${retryCount}번째 시도가 실패했고, 횟수 제한 없이 다시 시도합니다`,
    };
  const end = new Date(Date.parse(finishedAt) + remainingWait(retryCount, limit, application));
  const time = `${end.toISOString().slice(11, 16)} UTC`;
  return {
    en: `; attempt ${retryCount} of ${limit + 1} failed, given up at about ${time}`,
    ko: `. 최대 ${limit + 1}번 중 ${retryCount}번째 시도가 실패했고, ${time}쯤 포기합니다`,
  };
}

/** Milliseconds that Argo CD waits in all before the remaining attempts: by default 5 s × 2ⁿ, at most 3 min, each. */
function remainingWait(retryCount: number, limit: number, { status }: Application): number {
  const { duration, factor = 2, maxDuration } = status?.operationState?.operation?.retry?.backoff ?? {};
  const [first, most] = [milliseconds(duration, 5_000), milliseconds(maxDuration, 180_000)];
  let wait = 0;
  for (let count = retryCount; count <= Math.min(limit, retryCount + 100); count += 1)
    wait += Math.min(most, first * factor ** count);
  return wait;
}

/** The sentence for words of Argo CD, which are quoted. */
export function argoCdSays(quoted: string): Text {
  return { en: `Argo CD says ${quoted}`, ko: `Argo CD의 메시지: ${quoted}` };
}

/** Commands to copy, for an Application. */
export const COMMANDS = {
  refresh: (application: Application) =>
    `kubectl annotate ${nameOf(application)} argocd.argoproj.io/refresh=normal --overwrite`,
  sync: (application: Application) =>
    `kubectl patch ${nameOf(application)} --type merge -p '${JSON.stringify({ operation: { sync: optionsOf(application) } })}'`,
  // kubectl could do that too, but an operation that ends at the same moment would then stay Terminating for ever.
  terminate: (application: Application) => `argocd app terminate-op ${fullName(application)}`,
} as const;

/** The Application's sync options, which an operation that is started by hand does not get by itself. */
function optionsOf({ spec }: Application): object {
  const { automated, syncOptions } = spec.syncPolicy ?? {};
  return { ...(automated?.prune === true ? { prune: true } : {}), ...(syncOptions ? { syncOptions } : {}) };
}

function nameOf({ metadata }: Application): string {
  return `application ${metadata.name} -n ${metadata.namespace ?? ''}`;
}

/** The short form of a commit. */
export function shortRevision(commitOrBranch: string | undefined): string {
  return (commitOrBranch ?? '').slice(0, 7);
}

/** Whether verify itself is the hook that the operation under way waits for. */
export function isOwnHook(view: View, { status }: Application): boolean {
  const resources = status?.operationState?.syncResult?.resources ?? [];
  return view.scope.isHook && resources.some(({ hookType, hookPhase }) => hookType && hookPhase === 'Running');
}
