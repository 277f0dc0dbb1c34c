import { EXIT } from '#program/command.ts';
import { LEVELS, type Finding, type Level } from '../model/finding.ts';

/** Something was still under way when the time was over. */
const EXIT_PROGRESSING = 3;

/** The lowest level of a finding that makes the exit status 1. */
export type Threshold = Extract<Level, 'error' | 'warning' | 'info'>;

/** The result of a run, in a word. */
export type Verdict = 'fine' | 'wrong' | 'unknown' | 'progressing';

const STATUS: Readonly<Record<Verdict, number>> = {
  fine: 0,
  wrong: EXIT.problems,
  unknown: EXIT.couldNotJudge,
  progressing: EXIT_PROGRESSING,
};

/** Wrong wins over what could not be judged, and that over what may still become right. */
export function verdictOf(findings: readonly Pick<Finding, 'level'>[], threshold: Threshold): Verdict {
  const levels = new Set(findings.map(({ level }) => level));
  if ([...levels].some((level) => isWrong(level, threshold))) return 'wrong';
  if (levels.has('unknown')) return 'unknown';
  return levels.has('progress') ? 'progressing' : 'fine';
}

/** Whether a level alone makes the verdict `wrong`. */
export function isWrong(level: Level, threshold: Threshold): boolean {
  return level !== 'unknown' && level !== 'progress' && LEVELS.indexOf(level) <= LEVELS.indexOf(threshold);
}

export function exitStatus(findings: readonly Pick<Finding, 'level'>[], threshold: Threshold): number {
  return STATUS[verdictOf(findings, threshold)];
}
