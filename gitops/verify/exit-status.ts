import { EXIT } from '../../service/command.ts';
import type { HealthVerdict } from './health.ts';
import type { Verdict } from './verdict.ts';

/** Something is not fine yet, and still on its way when the time is over. */
export const EXIT_PROGRESSING = 3;

/** What is plainly wrong comes first, then what could not be judged, then what may still become right. */
export function exitStatus(verdicts: readonly Verdict[]): number {
  const states = new Set(verdicts.map(({ state }) => state));
  if (states.has('wrong')) return EXIT.problems;
  if (states.has('unknown')) return EXIT.couldNotJudge;
  return states.has('wait') ? EXIT_PROGRESSING : 0;
}

/**
 * Without a certificate the gateway does not answer at all, so no answer counts as what the Certificate does while
 * that is on its way or is not known. An answer that is wrong is wrong of itself.
 */
export function inLightOf(certificate: Verdict, health: HealthVerdict): Verdict {
  const { isAnswered, ...verdict } = health;
  if (isAnswered || verdict.state === 'ok') return verdict;
  if (certificate.state === 'wait')
    return {
      ...verdict,
      state: 'wait',
      text: `${verdict.text}; no wonder before the Certificate is Ready`,
      next: undefined,
    };
  return certificate.state === 'unknown' ? { ...verdict, state: 'unknown' } : verdict;
}
