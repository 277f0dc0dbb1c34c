import { UsageError } from '#program/command.ts';

const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration such as 90s, 5m or 1h.
 * @returns milliseconds
 * @throws {UsageError} where the text is in another form
 */
export function parseDuration(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const milliseconds = MILLISECONDS[unit];
  if (milliseconds === undefined)
    throw new UsageError(`${text || 'nothing'}: expected a duration such as 90s, 5m or 1h`);
  return Number(amount) * milliseconds;
}
