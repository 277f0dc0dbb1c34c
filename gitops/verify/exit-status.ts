import { EXIT } from '#program/command.ts';
import { LEVELS, type Finding, type Level } from './finding.ts';

/** Something is not fine yet, and still on its way when the time is over. */
export const EXIT_PROGRESSING = 3;

/** From which on a finding makes the exit status 1. */
export type Threshold = Extract<Level, 'error' | 'warning' | 'info'>;

/** What a run comes to, in a word. */
export type Verdict = 'fine' | 'wrong' | 'unknown' | 'progressing';

const STATUS: Readonly<Record<Verdict, number>> = {
  fine: 0,
  wrong: EXIT.problems,
  unknown: EXIT.couldNotJudge,
  progressing: EXIT_PROGRESSING,
};

/** What is plainly wrong comes first, then what could not be judged, then what may still become right. */
export function verdictOf(findings: readonly Pick<Finding, 'level'>[], threshold: Threshold): Verdict {
  const levels = new Set(findings.map(({ level }) => level));
  const plain: readonly Threshold[] = ['error', 'warning', 'info'];
  const counted = plain.filter((level) => LEVELS.indexOf(level) <= LEVELS.indexOf(threshold));
  if (counted.some((level) => levels.has(level))) return 'wrong';
  if (levels.has('unknown')) return 'unknown';
  return levels.has('progress') ? 'progressing' : 'fine';
}

export function exitStatus(findings: readonly Pick<Finding, 'level'>[], threshold: Threshold): number {
  return STATUS[verdictOf(findings, threshold)];
}
