import { UsageError } from './command.ts';

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration such as 90s, 5m or 1h.
 * @param option the one that it is the value of
 * @returns milliseconds
 * @throws {UsageError} where the text is in another form
 */
export function parseDuration(option: string, text: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const milliseconds = MILLISECONDS[unit];
  if (milliseconds === undefined)
    throw new UsageError({
      en: `${option} ${text}: expected a duration such as 90s, 5m or 1h`,
      ko: `${option} ${text}: 90s, 5m, 1h 같은 시간이어야 합니다`,
    });
  return Number(amount) * milliseconds;
}
