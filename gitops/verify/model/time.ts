import type { Text } from '#program/language.ts';
import type { View } from '../see/view.ts';

const UNITS: readonly { readonly seconds: number; readonly en: string; readonly ko: string }[] = [
  { seconds: 86_400, en: ' d', ko: '일' },
  { seconds: 3_600, en: ' h', ko: '시간' },
  { seconds: 60, en: ' min', ko: '분' },
  { seconds: 1, en: ' s', ko: '초' },
];

/** Milliseconds since 1970. */
export function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** How long ago something was, in milliseconds. @param unknown the age of what has no time */
export function ageOf(view: View, time: string | undefined, unknown = Infinity): number {
  const since = timeOf(time);
  return since === undefined ? unknown : Math.max(0, view.now - since);
}

/** A moment in words: `2026-11-24 12:00:00 UTC`. */
export function timeText(time: number): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** A duration in its largest unit and the next: `2 d 3 h`, `59 min`, `12 s`; seconds only below a minute. */
export function durationText(milliseconds: number): Text {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  const first = UNITS.findIndex((unit) => seconds >= unit.seconds);
  if (first < 0) return { en: '0 s', ko: '0초' };
  const parts = UNITS.slice(first, first + 2).map((unit, index) => {
    const larger = index === 0 ? Infinity : (UNITS[first]?.seconds ?? Infinity);
    return { unit, count: Math.floor((seconds % larger) / unit.seconds) };
  });
  const told = parts.filter(({ unit, count }, index) => index === 0 || (count > 0 && unit.seconds > 1));
  const inWords = (language: 'en' | 'ko') => told.map(({ unit, count }) => `${count}${unit[language]}`).join(' ');
  return { en: inWords('en'), ko: inWords('ko') };
}

const GO_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration as Go writes it, in milliseconds; a number alone means seconds. @param otherwise where there is none */
export function milliseconds(text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.length === 0
    ? otherwise
    : parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (GO_UNITS[unit] ?? 0), 0);
}
