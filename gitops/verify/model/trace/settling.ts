import { applicationsOf, isSyncing } from '../sync/applications.ts';
import type { Level } from '../finding.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds from the start of a sync in which objects may still be missing. */
const SYNC = 30_000;
/** Milliseconds after a write in which related objects may still follow. */
const WRITE = 3_000;

/** The level of a finding, or `progress` while the objects that it depends on are still being written. */
export function levelOnceSettled(view: View, objects: readonly KubernetesObject[], level: Level): Level {
  const isWriting = objects.some(({ metadata }) => {
    const written = Date.parse(metadata.writtenAt ?? metadata.creationTimestamp ?? '');
    return view.now - written < WRITE;
  });
  return isWriting || isUnderSync(view) ? 'progress' : level;
}

function isUnderSync(view: View): boolean {
  if (view.scope.isHook) return false;
  return applicationsOf(view).some((application) => {
    const started = Date.parse(application.status?.operationState?.startedAt ?? '');
    return isSyncing(application) && view.now - started < SYNC;
  });
}
