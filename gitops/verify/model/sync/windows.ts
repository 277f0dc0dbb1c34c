import { matchesGlob } from '../../see/glob.ts';
import { milliseconds } from '../time.ts';
import type { AppProject, SyncWindow } from '../../see/objects/app-project.ts';
import type { Application } from '../../see/objects/application.ts';
import { scheduleOf, type Schedule } from './cron.ts';

/** A sync window, and where it stands. */
export interface PlacedWindow {
  readonly project: AppProject;
  /** `spec.syncWindows[0]` */
  readonly field: string;
  readonly window: SyncWindow;
}

/** What the sync windows of an Application say at a time. */
export interface Windows {
  /** The one that syncs wait for: of what denies them the last to end, or of what allows them the first to begin. */
  readonly closedBy: PlacedWindow | undefined;
  /** When syncs are possible again, in milliseconds since 1970; undefined where no such time is in sight. */
  readonly opensAt: number | undefined;
  /** Whether a sync by hand is possible nevertheless. */
  readonly takesManual: boolean;
  /** Windows that Argo CD cannot read, for which it syncs nothing at all. */
  readonly unreadable: readonly (PlacedWindow & { readonly part: 'schedule' | 'duration' })[];
}

interface ReadWindow extends PlacedWindow {
  readonly schedule: Schedule;
  /** Milliseconds. */
  readonly duration: number;
}

/** Windows that follow each other without a gap are followed so far. */
const MOST = 12_000;
const YEAR = 366 * 86_400_000;

/** Milliseconds: at the very time of its beginning or its end a window is not active, so one that follows is not yet. */
const MOMENT = 1;

/**
 * The sync windows that apply to an Application, as Argo CD reads them at a time.
 * @param projects its own, and the global ones that are added to it @param now milliseconds since 1970
 * @returns undefined where no window applies
 * @see argo-cd: pkg/apis/application/v1alpha1/types.go, SyncWindows: Matches and CanSync
 */
export function windowsOf(
  projects: readonly AppProject[],
  application: Pick<Application, 'metadata' | 'spec'>,
  now: number,
): Windows | undefined {
  const placed = projects
    .flatMap((project) =>
      (project.spec.syncWindows ?? []).map((window, index) => ({
        ...{ project, window, field: `spec.syncWindows[${index}]` },
      })),
    )
    .filter(({ window }) => isFor(window, application));
  if (placed.length === 0) return undefined;
  const read = placed.map(readWindow);
  const unreadable = read.filter((each) => 'part' in each);
  const [first] = unreadable;
  if (first) return { closedBy: first, opensAt: undefined, takesManual: false, unreadable };
  const windows = read as readonly ReadWindow[];
  const { closedBy, takesManual } = stateAt(windows, now);
  return { closedBy, takesManual, unreadable, opensAt: closedBy && openingAfter(windows, now) };
}

/** argo-cd: SyncWindows.Matches */
function isFor(window: SyncWindow, { metadata, spec }: Pick<Application, 'metadata' | 'spec'>): boolean {
  const { name, server, namespace = '' } = spec.destination;
  const clusters = [name, server].filter(Boolean) as string[];
  const fits = (patterns: readonly string[] | undefined, texts: readonly string[]) =>
    patterns?.length ? patterns.some((pattern) => texts.some((text) => matchesGlob(pattern, text))) : undefined;
  const parts = [
    fits(window.applications, [metadata.name]),
    fits(window.clusters, clusters),
    fits(window.namespaces, [namespace]),
  ].filter((part) => part !== undefined);
  return window.andOperator ? parts.length > 0 && parts.every(Boolean) : parts.some(Boolean);
}

function readWindow(placed: PlacedWindow): ReadWindow | Windows['unreadable'][number] {
  const { schedule = '', duration = '' } = placed.window;
  const read = scheduleOf(schedule);
  if (!read) return { ...placed, part: 'schedule' };
  if (!/^\+?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(duration)) return { ...placed, part: 'duration' };
  return { ...placed, schedule: read, duration: milliseconds(duration, 0) };
}

interface State {
  readonly closedBy: PlacedWindow | undefined;
  readonly takesManual: boolean;
  /** When the state may be another one; undefined where no such time is in sight. */
  readonly changesAt: number | undefined;
}

/** argo-cd: SyncWindows.CanSync */
function stateAt(windows: readonly ReadWindow[], time: number): State {
  const active = windows.filter((window) => isActive(window, time));
  const denying = active.filter(({ window }) => window.kind === 'deny');
  const isAllowed = active.some(({ window }) => window.kind === 'allow');
  const waiting = windows.filter((each) => each.window.kind === 'allow' && !active.includes(each));
  const closing = denying.length > 0 ? denying : isAllowed ? [] : waiting;
  const changes = closing.map((window) => ({
    window,
    at: denying.length > 0 ? endOf(window, time) : beginningOf(window, time),
  }));
  // What denies must end altogether; of what allows one is enough.
  const [decisive] = changes.toSorted(
    (a, b) => ((a.at ?? Infinity) - (b.at ?? Infinity) || 0) * (denying.length > 0 ? -1 : 1),
  );
  return {
    closedBy: decisive?.window,
    takesManual: closing.every(({ window }) => window.manualSync === true),
    changesAt: decisive?.at,
  };
}

function openingAfter(windows: readonly ReadWindow[], now: number): number | undefined {
  let time: number | undefined = now;
  for (let count = 0; count < MOST && time !== undefined && time - now < YEAR; count += 1) {
    const { closedBy, changesAt } = stateAt(windows, time);
    if (!closedBy) return time;
    time = changesAt;
  }
  return undefined;
}

/** A window whose schedule never comes is always active: Argo CD takes its next beginning for one in the year 1. */
function isActive({ window, schedule, duration }: ReadWindow, time: number): boolean {
  const local = time + offsetOf(window, time);
  const next = schedule.after(local - duration);
  return next === undefined || next < local;
}

/** When an active window ends for good, those that follow it without a gap included. */
function endOf({ window, schedule, duration }: ReadWindow, time: number): number | undefined {
  const start = time + offsetOf(window, time);
  let end = start;
  // What has had no gap for a whole period has none.
  for (let count = 0; count < MOST && end - start < schedule.period + 2 * duration; count += 1) {
    const last = schedule.before(end + MOMENT);
    if (last === undefined) return undefined;
    if (last + duration <= end) return fromLocal(window, end, time) + MOMENT;
    end = last + duration;
  }
  return undefined;
}

/** When a window that is not active begins. */
function beginningOf({ window, schedule }: ReadWindow, time: number): number | undefined {
  const next = schedule.after(time + offsetOf(window, time) - 1);
  return next === undefined ? undefined : fromLocal(window, next, time) + MOMENT;
}

/** A time on the clock of a window's zone, where clocks may have been changed since. */
function fromLocal(window: SyncWindow, local: number, now: number): number {
  const near = local - offsetOf(window, now);
  return local - offsetOf(window, near);
}

/** By their zones; one takes longer to make than to read. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds by which a window's clock is ahead of UTC; a zone that is not known counts as UTC. */
function offsetOf({ timeZone }: SyncWindow, time: number): number {
  if (!timeZone || timeZone === 'UTC') return 0;
  try {
    const clock = CLOCKS.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    CLOCKS.set(timeZone, clock);
    const parts = clock.formatToParts(time);
    const [, sign, hours = 0, minutes = 0] =
      /GMT([+-])(\d+):(\d+)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  } catch {
    return 0;
  }
}
