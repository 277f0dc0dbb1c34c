import { touchedByApplication } from '../../model/sync/consequences.ts';
import { onItsWay } from '../../model/moving.ts';
import { nextSync, openingOf, syncWindowsOf } from '../../model/sync/next-sync.ts';
import { COMMANDS, isAutomated } from '../../model/sync/sync.ts';
import type { PlacedWindow, Windows } from '../../model/sync/windows.ts';
import { timeText } from '../../model/time.ts';
import { referenceTo, wordsOf } from '../../model/reference.ts';
import type { Application } from '../../see/objects/application.ts';
import { quote } from '../../see/quote.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { inBoth } from '../in-both.ts';
import { checkOfApplication, type Found } from '../shapes.ts';

export const a26 = checkOfApplication({
  code: 'A26',
  title: { en: 'a sync window keeps commits from being synced', ko: 'sync window 때문에 커밋이 동기화되지 않습니다' },
  means: {
    en: 'Argo CD begins no sync while the window is closed. It says so in its log only: the Application is just OutOfSync, or Syncing without an end.',
    ko: 'sync window가 닫혀 있는 동안 Argo CD는 동기화를 시작하지 않습니다. 이유는 로그에만 남습니다. Application은 그저 OutOfSync로 보이거나 Syncing에서 멈춘 것처럼 보입니다.',
  },
  remedy: {
    en: 'Change `spec.syncWindows` of the AppProject. With `manualSync: true` a window takes syncs by hand. Its time zone is UTC unless `timeZone` says otherwise.',
    ko: 'AppProject의 `spec.syncWindows`를 고치세요. `manualSync: true`를 설정하면 window가 닫혀 있어도 직접 동기화할 수 있습니다. `timeZone`을 지정하지 않으면 UTC 기준입니다.',
  },
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/',
  find(view, application) {
    const windows = syncWindowsOf(view, application);
    return windows?.closedBy && found(view, application, windows, windows.closedBy);
  },
});

function found(view: View, application: Application, windows: Windows, closedBy: PlacedWindow): Found | undefined {
  const { opensAt, takesManual, unreadable } = windows;
  const next = nextSync(view, application);
  const isHeld = next.is === 'closed';
  const isHeldByHand = next.is === 'synced by hand' && !takesManual;
  // Whatever is pushed later will be held as well, and for ever; where somebody syncs by hand anyway, that is meant so.
  const isForLater = opensAt === undefined && next.is === 'in place' && (isAutomated(application) || !takesManual);
  if (!isHeld && !isHeldByHand && !isForLater) return undefined;
  const { project, window, field } = closedBy;
  const { namespace = '', name } = project.metadata;
  const isForeseen =
    application.status?.sync?.revision === undefined && application.status?.sync?.revisions === undefined;
  const part = unreadable[0]?.part;
  return {
    object: referenceTo('AppProject', project),
    ...(isHeldByHand || (isForLater && (takesManual || !isForeseen)) ? { level: 'warning' } : {}),
    ...(isHeld ? onItsWay(openingOf(view, application, windows)) : {}),
    field: part === undefined ? field : `${field}.${part}`,
    seen: inBoth`${part === undefined ? windowText(window) : unreadableText(window[part] ?? '')}; ${untilText(application, windows)}`,
    next: [
      `kubectl edit appproject ${name} -n ${namespace}`,
      ...(takesManual && isHeld ? [COMMANDS.sync(application)] : []),
    ],
    touches: [referenceTo('Application', application), ...touchedByApplication(view, application)],
  };
}

/** `deny: “0 22 * * *” (“Asia/Seoul”), for 8h` */
function windowText({ kind = '', schedule = '', duration = '', timeZone }: PlacedWindow['window']): Text {
  const when = `${quote(schedule)}${timeZone ? ` (${quote(timeZone)})` : ''}`;
  return { en: `${kind}: ${when}, for ${duration}`, ko: `${kind}: ${when}, 지속 시간 ${duration}` };
}

function unreadableText(text: string): Text {
  return { en: `Argo CD cannot read ${quote(text)}`, ko: `Argo CD가 해석하지 못하는 값: ${quote(text)}` };
}

function untilText(application: Application, { opensAt, unreadable }: Windows): Text {
  const what = wordsOf(referenceTo('Application', application));
  if (unreadable.length > 0) return { en: `no sync of ${what} begins`, ko: `${what}의 동기화가 시작되지 않습니다` };
  if (opensAt === undefined)
    return {
      en: `no sync of ${what} begins, and no end of that is in sight`,
      ko: `${what}의 동기화가 시작되지 않으며, 언제 풀릴지 알 수 없습니다`,
    };
  const time = timeText(opensAt);
  return {
    en: `no sync of ${what} begins until ${time}`,
    ko: `${time}까지 ${what}의 동기화가 시작되지 않습니다`,
  };
}
