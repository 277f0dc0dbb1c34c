import assert from 'node:assert/strict';
import { getObject, type Kubectl } from '../kubectl.ts';
import type { Application } from '../verify/see/objects/application.ts';
import { waitFor } from './patience.ts';

export const ARGO_CD_NAMESPACE = 'argocd';

export interface ArgoCd {
  read(name: string): Promise<Application | undefined>;
  /** Has it look at git now instead of at its next poll. */
  refresh(name: string, kind?: 'normal' | 'hard'): Promise<void>;
  /** Waits until the Application is synced to the commit, healthy, and its operation for the commit has succeeded. */
  delivered(name: string, commit: string, within?: number): Promise<Application>;
  /** Waits until `isSo` holds for the Application. */
  until(name: string, what: string, isSo: (application: Application) => boolean, within?: number): Promise<Application>;
}

/** What the operation says, and each object of it that failed; '' where nothing did. */
export function failureOf({ status }: Application): string {
  const { phase, message = '', syncResult } = status?.operationState ?? {};
  const failed = syncResult?.resources?.filter(
    ({ hookPhase, status }) => hookPhase === 'Failed' || status === 'SyncFailed',
  );
  // While it tries again the phase is Running.
  if (phase !== 'Failed' && !message.startsWith('one or more')) return '';
  return [message, ...(failed ?? []).map(({ kind, name, message }) => `${kind} ${name}: ${message ?? ''}`)].join(' | ');
}

/** Whether the sync of a commit has been given up, with its words. */
export function isGivenUp(application: Application, commit: string): boolean {
  const { sync, health } = application.status ?? {};
  return sync?.revision === commit && health?.status === 'Degraded' && failureOf(application) !== '';
}

export function createArgoCd(kubectl: Kubectl): ArgoCd {
  const read = (name: string) => getObject<Application>(kubectl, `application/${name}`, ARGO_CD_NAMESPACE);

  async function until(
    name: string,
    what: string,
    isSo: (application: Application) => boolean,
    within = 180,
  ): Promise<Application> {
    const application = await waitFor({
      what: `Application ${name}: ${what}`,
      within,
      look: async () => {
        const seen = await read(name);
        return { isThere: seen !== undefined && isSo(seen), seen };
      },
      tell: (seen) => seen?.status,
    });
    assert.ok(application);
    return application;
  }

  async function refresh(name: string, kind: 'normal' | 'hard' = 'normal'): Promise<void> {
    await kubectl([
      ...['-n', ARGO_CD_NAMESPACE, 'annotate', '--overwrite', `application/${name}`],
      `argocd.argoproj.io/refresh=${kind}`,
    ]);
  }

  return {
    read,
    refresh,
    until,
    async delivered(name, commit, within) {
      return await until(
        name,
        `${commit.slice(0, 7)} delivered`,
        ({ status }) =>
          status?.sync?.status === 'Synced' &&
          status.sync.revision === commit &&
          status.health?.status === 'Healthy' &&
          status.operationState?.phase === 'Succeeded' &&
          status.operationState.syncResult?.revision === commit,
        within,
      );
    },
  };
}
