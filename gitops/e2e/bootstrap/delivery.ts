import { listObjects } from '../../kubectl.ts';
import type { Application } from '../../verify/see/objects/application.ts';
import { ARGO_CD_NAMESPACE } from '../argo-cd.ts';
import { waitFor } from '../patience.ts';
import type { World } from '../world.ts';

/** Tells Argo CD of a push, as a webhook does, and waits until all that the root brings is Synced and Healthy with it. */
export async function pushed({ argoCd, kubectl }: World, commit: string, within = 240): Promise<void> {
  const list = () => listObjects<Application>(kubectl, 'applications.argoproj.io', ARGO_CD_NAMESPACE);
  const ofGit = (await list()).filter(({ spec }) => spec.source?.chart === undefined);
  for (const { metadata } of ofGit) await argoCd.refresh(metadata.name);
  await waitFor({
    what: `${commit.slice(0, 7)} in every Application`,
    within,
    look: async () => {
      const all = await list();
      const isThere = all.every((application) => isAt(application, commit));
      return { isThere, seen: all };
    },
    tell: (all) =>
      all.map(({ metadata, status }) => ({ name: metadata.name, sync: status?.sync, health: status?.health })),
  });
}

/** Whether it is Synced, Healthy, and its last sync was of the commit; a chart's is of its version. */
function isAt({ spec, status }: Application, commit: string): boolean {
  const { sync, health, operationState } = status ?? {};
  const wanted = spec.source?.chart === undefined ? commit : spec.source.targetRevision;
  const isFine = sync?.status === 'Synced' && health?.status === 'Healthy' && operationState?.phase === 'Succeeded';
  return isFine && sync.revision === wanted;
}
