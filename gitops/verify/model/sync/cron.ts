import { Cron } from 'croner';

/** When something begins, again and again; milliseconds since 1970. */
export interface Schedule {
  /** The first time after another; undefined where there is none. */
  after(time: number): number | undefined;
  /** The last time before another. */
  before(time: number): number | undefined;
  /** Milliseconds after which it is the same again; of what depends on the date, at least a year. */
  readonly period: number;
}

const DAY = 86_400_000;

/** A value, a name, all, or a range, and perhaps a step. */
const PART = /^([*?]|\d+|[a-z]{3})(-(?:\d+|[a-z]{3}))?(?:\/(\d+))?$/i;

/** Of minutes, hours, days of the month, months and days of the week: how many there are, and the last. */
const FIELDS = [
  { count: 60, last: 59 },
  { count: 24, last: 23 },
  { count: 31, last: 31 },
  { count: 12, last: 12 },
  { count: 7, last: 6 },
] as const;

/**
 * Reads a cron expression as Argo CD does: five fields, perhaps after `TZ=Zone`, and nothing of what other programs
 * understand besides, such as `@daily`, `L`, or 7 for Sunday. @returns undefined where it cannot be read
 * @see github.com/robfig/cron v3: parser.go, Parse with Minute | Hour | Dom | Month | Dow
 */
export function scheduleOf(expression: string): Schedule | undefined {
  const [, timezone, written = ''] = /^(?:(?:CRON_)?TZ=(\S+) )?(.*)$/s.exec(expression) ?? [];
  const fields = written.trim().split(/\s+/);
  if (/(^|[,-])7/.test(fields[4] ?? '') || !fields.every((field) => field.split(',').every((part) => PART.test(part))))
    return undefined;
  try {
    const plain = fields.map(plainField);
    const cronOf = (parts: readonly string[]) =>
      new Cron(parts.join(' '), { mode: '5-part', ...(timezone === undefined ? { utcOffset: 0 } : { timezone }) });
    cronOf(plain);
    // What has all among its values is all, and then the other field of days decides alone.
    const cron = cronOf(plain.map((field) => (/(^|,)\*(\/1)?(,|$)/.test(field) ? '*' : field)));
    // An unknown zone is only noticed where it is used.
    cron.nextRun(new Date(0));
    const [, , date = '', month = '', weekday = ''] = cron.getPattern()?.split(' ') ?? [];
    return {
      period: date !== '*' || month !== '*' ? 366 * DAY : weekday === '*' ? DAY : 7 * DAY,
      after: (time) => cron.nextRun(new Date(time))?.getTime(),
      before: (time) => cron.previousRuns(1, new Date(time))[0]?.getTime(),
    };
  } catch {
    return undefined;
  }
}

/** The same field as croner reads it: a step from a value goes on to the last one, and no step is beyond the end. */
function plainField(field: string, index: number): string {
  const { count, last } = FIELDS[index] ?? FIELDS[0];
  const parts = field.split(',').map((part) => {
    const [, from = '', to = '', step] = PART.exec(part) ?? [];
    if (step === undefined) return `${from}${to}`;
    const end = to === '' && !/[*?]/.test(from) ? `-${last}` : to;
    return `${from}${end}/${Math.min(Number(step), count)}`;
  });
  // Where a range ends with Sunday, it is day 0 and not 7.
  return parts.join(',').replaceAll('?', '*').replace(/-sun/gi, '-0');
}
