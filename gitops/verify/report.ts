import type { Verdict } from './verdict.ts';

const LABELS: Readonly<Record<Verdict['state'], string>> = { ok: 'ok', wait: 'wait', wrong: 'wrong', unknown: '?' };
const WIDTH = 6;

/** A line for each link, and another one where there is a next step. */
export function reportText(verdicts: readonly Verdict[]): string {
  return verdicts
    .flatMap((verdict) => [
      line(verdict),
      ...(verdict.next === undefined ? [] : [`${''.padEnd(WIDTH)}next: ${verdict.next}`]),
    ])
    .map((text) => `${text}\n`)
    .join('');
}

/**
 * A line for each link that is in another state than before, or in the same for another reason.
 * @param before in the same order; empty at the first look
 * @param seconds since the start
 */
export function progressText(before: readonly Verdict[], now: readonly Verdict[], seconds: number): string {
  return now
    .filter(({ state, reason }, index) => before[index]?.state !== state || before[index].reason !== reason)
    .map((verdict) => `${`${Math.round(seconds)} s`.padStart(WIDTH)}  ${line(verdict)}\n`)
    .join('');
}

function line({ state, text }: Verdict): string {
  return `${LABELS[state].padEnd(WIDTH)}${text}`;
}
