import { ageOf } from '../time.ts';
import { applicationsOf, isSyncing } from '../sync/applications.ts';
import type { Level } from '../finding.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds from the start of a sync in which objects may still be missing. */
const SYNC = 30_000;

/** Milliseconds after a write in which what follows from it may still be on its way; 0.1 to 2 s were measured. */
const SETTLING = 3_000;

/** The level of a finding, or `progress` while the objects that it depends on are still being written. */
export function levelOnceSettled(view: View, objects: readonly KubernetesObject[], level: Level): Level {
  return objects.some((object) => isSettling(view, object)) || isUnderSync(view) ? 'progress' : level;
}

/** Whether an object was written so recently that what follows from it may still be on its way. */
export function isSettling(view: View, { metadata }: KubernetesObject): boolean {
  return ageOf(view, metadata.writtenAt ?? metadata.creationTimestamp) < SETTLING;
}

function isUnderSync(view: View): boolean {
  if (view.scope.isHook) return false;
  return applicationsOf(view).some(
    (application) => isSyncing(application) && ageOf(view, application.status?.operationState?.startedAt) < SYNC,
  );
}
