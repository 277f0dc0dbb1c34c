import { lastOf, movingSince, type Moving } from '../moving.ts';
import { applicationsOf } from '../sync/applications.ts';
import { syncOf } from '../sync/sync.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds from the start of a sync in which objects may still be missing. */
const SYNC = 30_000;

/** Milliseconds after a write in which what follows from it may still be on its way; 0.1 to 2 s were measured. */
const SETTLING = 3_000;

/** What may still follow from the writes of objects, and from the syncs that have just begun. */
export function settlingOf(view: View, objects: readonly KubernetesObject[]): Moving | undefined {
  return lastOf([...objects.map(settlingOfWrite), ...(view.scope.isHook ? [] : applicationsOf(view).map(beginning))]);
}

export function settlingOfWrite({ metadata: { name, writtenAt, creationTimestamp } }: KubernetesObject) {
  return movingSince(writtenAt ?? creationTimestamp, SETTLING, {
    en: `what follows from the write of ${name}`,
    ko: `방금 변경된 ${name}의 반영`,
  });
}

function beginning(application: Parameters<typeof syncOf>[0]): Moving | undefined {
  const { by } = syncOf(application) ?? {};
  return by && movingSince(application.status?.operationState?.startedAt, SYNC, by);
}
