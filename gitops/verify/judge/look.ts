import { namespacesOf } from '../model/sync/applications.ts';
import { checks } from './checks/index.ts';
import { collect, type Witness } from '../see/collect.ts';
import { followRelations } from './judge.ts';
import type { Scope } from '../see/scope.ts';
import type { Snapshot } from '../see/snapshot.ts';
import { createView } from '../see/view.ts';
import { askWorld, snapshotOf, type World } from '../see/world.ts';

/**
 * Asks a witness for all that the checks want to know.
 * @param takenAt RFC 3339
 * @param known what need not be asked for
 */
export async function look(scope: Scope, witness: Witness, takenAt: string, known?: Snapshot): Promise<Snapshot> {
  return await collect({
    ...{ scope, witness, takenAt },
    ...(known ? { snapshot: known } : {}),
    follow: (snapshot) => followRelations(snapshot, checks),
    namespaces: placesOf,
  });
}

/** Kinds whose objects are where Argo CD is, and not where anything is deployed. */
const OF_ARGO_CD: readonly string[] = ['Application', 'AppProject', 'ConfigMap'];

/** The namespaces to look into where not all may be read: those that are named, and those of whatever was found. */
export function placesOf(snapshot: Snapshot): readonly string[] {
  const found = Object.entries(snapshot.objects).flatMap(([kind, all]) =>
    OF_ARGO_CD.includes(kind) ? [] : all.flatMap(({ metadata }) => metadata.namespace ?? []),
  );
  return [...new Set([...namespacesOf(createView(snapshot).view), ...found])];
}

/** What was seen when a world was written down; one that does not say what was asked for is asked as a cluster is. */
export async function lookAtWorld(world: World): Promise<Snapshot> {
  const { scope, takenAt, answered } = world;
  return answered
    ? await look(scope, NOBODY, takenAt, snapshotOf(world, answered))
    : await look(scope, askWorld(world), takenAt);
}

const NOBODY: Witness = {
  objects: () => Promise.resolve({ gap: 'NotAsked', message: '' }),
  other: () => Promise.resolve(undefined),
};
