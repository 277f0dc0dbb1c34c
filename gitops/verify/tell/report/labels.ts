import type { Level } from '../../model/finding.ts';
import type { Language, Text } from '#program/language.ts';
import type { Verdict } from '../../judge/exit-status.ts';
import type { Report } from './report.ts';

/** The names of the levels. */
export const LEVEL_WORDS: Readonly<Record<Level, Text>> = {
  error: { en: 'ERROR', ko: '오류' },
  unknown: { en: 'UNKNOWN', ko: '확인 불가' },
  warning: { en: 'WARNING', ko: '경고' },
  progress: { en: 'WAITING', ko: '진행 중' },
  info: { en: 'INFO', ko: '참고' },
};

export const VERDICT_WORDS: Readonly<Record<Verdict, Text>> = {
  fine: { en: 'fine', ko: '이상 없음' },
  wrong: { en: 'wrong', ko: '이상 있음' },
  unknown: { en: 'not known', ko: '판단 불가' },
  progressing: { en: 'still under way', ko: '진행 중' },
};

/** The names of a finding's parts; within a language they have the same width. */
export const PART_WORDS = {
  en: {
    ...{ seen: 'seen ', field: 'where', place: 'at   ', deployments: 'in   ', moving: 'until' },
    ...{ means: 'means', next: 'next ', consequences: 'hence', cause: 'cause' },
  },
  ko: {
    ...{ seen: '현상', field: '위치', place: '파일', deployments: '환경', moving: '기한' },
    ...{ means: '의미', next: '조치', consequences: '여파', cause: '원인' },
  },
} as const;

const COUNTED: Readonly<Record<Level, (count: number) => Text>> = {
  error: (count) => ({ en: plural(count, 'error'), ko: `오류 ${count}개` }),
  unknown: (count) => ({ en: `${count} unknown`, ko: `확인 불가 ${count}개` }),
  warning: (count) => ({ en: plural(count, 'warning'), ko: `경고 ${count}개` }),
  progress: (count) => ({ en: `${count} under way`, ko: `진행 중 ${count}개` }),
  info: (count) => ({ en: `${count} to know`, ko: `참고 ${count}개` }),
};

/** `1 error with 3 consequences, 1 warning, 5 links are fine` */
export function countsText({ roots, fine, ignored, language }: Report): string {
  const levels = Object.keys(COUNTED) as Level[];
  const parts = levels.flatMap((level) => {
    const ofLevel = roots.filter((root) => root.level === level);
    if (ofLevel.length === 0) return [];
    const consequences = ofLevel.reduce((sum, root) => sum + root.consequences.length, 0);
    const { en, ko } = COUNTED[level](ofLevel.length);
    return consequences === 0
      ? { en, ko }
      : { en: `${en} with ${plural(consequences, 'consequence')}`, ko: `${ko}(여파 ${consequences}개)` };
  });
  if (fine.length > 0) parts.push({ en: `${plural(fine.length, 'link')} fine`, ko: `정상 ${fine.length}개` });
  if (ignored > 0) parts.push({ en: `${ignored} ignored`, ko: `무시 ${ignored}개` });
  return parts.map((part) => part[language]).join(', ');
}

/** The codes of the first findings, each once, for `explain`. */
export function firstCodes({ roots }: Report): readonly string[] {
  return [...new Set(roots.map(({ code }) => code))].slice(0, 3);
}

/** Splits consequences into those that are told and those that are only counted. */
export function foldConsequences<T extends { readonly code: string }>(
  consequences: readonly T[],
): { readonly told: readonly T[]; readonly rest: readonly T[] } {
  const most = 4;
  const told = consequences.length > most ? consequences.slice(0, most - 1) : consequences;
  return { told, rest: consequences.slice(told.length) };
}

export function restText(rest: readonly { readonly code: string }[], language: Language): string {
  const codes = [...new Set(rest.map(({ code }) => code))].join(', ');
  return { en: `and ${rest.length} more (${codes})`, ko: `그 밖에 ${rest.length}개(${codes})` }[language];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
