import { wordsOf } from '../../../verify/model/reference.ts';
import type { Foreseen } from './prediction.ts';

/** What was said of a Certificate, and what became of it. */
export interface Issuance {
  /** Of the configuration. */
  readonly name: string;
  /** `namespace/name` */
  readonly key: string;
  readonly foreseen: Foreseen;
  /** Whether the API server or a webhook refused a part of the configuration. */
  readonly isRefused: boolean;
  readonly isReady: boolean;
  /** What the cluster says, where it is not Ready. */
  readonly words: readonly string[];
  readonly problem: string | undefined;
}

/** What disagrees, and how many agree by what was said of them. */
export function issuanceTable(all: readonly Issuance[]): readonly string[] {
  const tried = all.filter(({ isRefused }) => !isRefused);
  const rows = [...new Set(tried.map(rowOf))].sort().map((row) => {
    const of = tried.filter((each) => rowOf(each) === row);
    return {
      row,
      count: of.length,
      agree: of.filter(({ problem }) => problem === undefined).length,
      ready: of.filter(({ isReady }) => isReady).length,
    };
  });
  const known = tried.filter(({ foreseen }) => foreseen.is !== 'unknown');
  const right = known.filter(({ problem }) => problem === undefined).length;
  const ready = tried.filter(({ isReady }) => isReady).length;
  const promised = tried.filter(({ foreseen, isReady }) => foreseen.is === 'issued' && !isReady).length;
  const reasons = tried.flatMap(({ foreseen, isReady }) =>
    foreseen.is === 'unknown' ? [`${foreseen.why.join('; ')} – ${isReady ? 'issued' : 'not issued'}`] : [],
  );
  const line = (first: string, ...others: readonly (string | number)[]) =>
    `${first.padEnd(44)}${others.map((each) => String(each).padStart(10)).join('')}`;
  return [
    ...tried.flatMap(({ key, foreseen, problem, words }) =>
      problem === undefined
        ? []
        : [
            '',
            `${key}: ${problem}`,
            `  said ${said(foreseen)}`,
            ...[...new Set(words)].map((each) => `  ${each.slice(0, 300)}`),
          ],
    ),
    '',
    line('verify says', 'count', 'issued', 'agree'),
    ...rows.map(({ row, count, ready: issued, agree }) =>
      line(row, count, issued, row.startsWith('unknown') ? '–' : agree),
    ),
    `${tried.length} Certificates: verify says something of ${known.length} (${percent(known.length, tried.length)}), of which ${right} agree (${percent(right, known.length)})`,
    `${promised} foreseen as issued were not`,
    `${ready} were issued (${percent(ready, tried.length)}): who always said the most frequent would be right in ${percent(Math.max(ready, tried.length - ready), tried.length)}`,
    `${new Set(all.filter(({ isRefused }) => isRefused).map(({ name }) => name)).size} configurations were refused`,
    ...[...new Set(reasons)].map((reason) => `unknown: ${reason}${count(reasons, reason)}`),
  ];
}

function count(all: readonly string[], one: string): string {
  const number = all.filter((each) => each === one).length;
  return number === 1 ? '' : ` (${number} times)`;
}

function rowOf({ foreseen }: Issuance): string {
  if (foreseen.is !== 'not issued') return foreseen.is;
  return `not issued: ${[...new Set(foreseen.because.map(({ code, object }) => `${code} ${object.kind}`))].sort().join(', ')}`;
}

function said(foreseen: Foreseen): string {
  if (foreseen.is === 'issued') return 'issued';
  if (foreseen.is === 'unknown') return `unknown: ${foreseen.why.join('; ')}`;
  return foreseen.because.map(({ code, object, seen }) => `${code} ${wordsOf(object)}: ${seen}`).join(' | ');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
