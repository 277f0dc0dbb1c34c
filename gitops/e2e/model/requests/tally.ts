import { grouped } from '../../../verify/see/grouped.ts';
import type { RandomWorld } from '../drawn/random-world.ts';

/** What was said of a request, and what it got. */
export interface Compared {
  readonly world: RandomWorld;
  /** Whether the API server or a webhook refused a part of the configuration, so that nothing was asked. */
  readonly isRefused: boolean;
  readonly request: string;
  /** The ends of its ways. */
  readonly told: readonly string[];
  /** Why an end is not known, without the names of the world. */
  readonly reasons: readonly string[];
  readonly answers: readonly string[];
  readonly problem: string | undefined;
}

/** How many requests agree, by what was said of them and by kind of world, and why what is not known is not. */
export function tableOf(all: readonly Compared[]): readonly string[] {
  const asked = all.filter(({ isRefused }) => !isRefused);
  const endOf = ({ told }: Compared) => [...new Set(told)].sort().join(' + ');
  const ends = [...new Set(asked.map(endOf))].sort();
  const rows = ends.map((end) => {
    const of = asked.filter((each) => endOf(each) === end);
    return { end, count: of.length, agree: of.filter(({ problem }) => problem === undefined).length };
  });
  const isKnown = ({ told }: Compared) => !told.includes('unknown');
  const known = asked.filter(isKnown);
  const kinds = [...new Set(asked.map(({ world }) => world.kind))].map((kind) => {
    const of = asked.filter(({ world }) => world.kind === kind);
    return { kind, count: of.length, open: of.length - of.filter(isKnown).length };
  });
  const reasons = [
    ...grouped(
      asked.flatMap((each) => [...new Set(each.reasons)]),
      (reason) => reason,
    ),
  ];
  const right = known.filter(({ problem }) => problem === undefined).length;
  const most = Math.max(0, ...rows.map(({ count }) => count));
  const line = (end: string, ...numbers: readonly (string | number)[]) =>
    `${end.padEnd(36)}${numbers.map((each) => String(each).padStart(10)).join('')}`;
  return [
    line('the model says', 'requests', 'share', 'agree'),
    ...rows.map(({ end, count, agree }) => line(end, count, percent(count, asked.length), agree)),
    `${asked.length} requests asked: the model says something of ${known.length} (${percent(known.length, asked.length)}), of which ${right} agree (${percent(right, known.length)})`,
    ...kinds.map(({ kind, count, open }) => `${kind}: ${count} requests, ${percent(open, count)} of them not known`),
    ...reasons.map(([reason, { length }]) => `not known, ${length} times: ${reason}`),
    `who always said the most frequent outcome would be right in ${percent(most, asked.length)}`,
    `${new Set(all.filter(({ isRefused }) => isRefused).map(({ world }) => world)).size} configurations were refused`,
  ];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}
