import type { Application } from '../../verify/see/objects/application.ts';

/** The sync wave of an object, a whole number; without an annotation, 0. */
export function waveOf({ metadata }: { readonly metadata: object }): number {
  const { annotations } = metadata as { readonly annotations?: Readonly<Record<string, string>> };
  return Number(annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
}

/**
 * Whether an Application is there: Healthy, its sync has succeeded, and all that it holds is Synced. What Argo CD sees of
 * CRDs lags behind, so these do not count, and neither does that it heals single objects, as it does after a whole sync
 * (gitops/argo-cd/argocd-cm.yaml).
 */
export function isThere({ status }: Application): boolean {
  const { health, operationState, resources = [] } = status ?? {};
  const missing = resources.filter(({ kind, status }) => status !== 'Synced' && kind !== 'CustomResourceDefinition');
  const isSynced = operationState?.phase === 'Succeeded' || operationState?.operation?.sync?.resources !== undefined;
  return health?.status === 'Healthy' && isSynced && missing.length === 0;
}

/**
 * What is wrong with the order in which Applications came: one that is there before each one of a lower wave was,
 * now or in an earlier look.
 * @param applications those of a root, as they are now
 * @param known the names of those that were there before
 */
export function leaks(applications: readonly Application[], known: ReadonlySet<string>): string[] {
  return applications.flatMap((early) =>
    applications
      .filter((each) => waveOf(each) < waveOf(early) && !known.has(each.metadata.name) && !isThere(each))
      .map((late) => {
        const { sync, health } = late.status ?? {};
        return `${early.metadata.name} is there, and ${late.metadata.name} is ${sync?.status ?? 'new'}, ${health?.status ?? 'new'}`;
      }),
  );
}
