import type { Outcome } from './run-fault.ts';

const HEAD = ['fault', 'expected', 'named, in order', 'seconds', 'exit', ''];

/** What came of each, line by line. */
export function resultTable(outcomes: readonly Outcome[]): readonly string[] {
  const rows = outcomes.map(({ name, expected, named, seconds, exitStatus, problem }) => [
    ...[name, expected, [...new Set(named.map(({ code }) => code))].join(' ') || '–'],
    ...[seconds === undefined ? '–' : seconds.toFixed(1), exitStatus === undefined ? '–' : String(exitStatus)],
    problem === undefined ? 'holds' : 'DOES NOT HOLD',
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)));
  return [HEAD, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
