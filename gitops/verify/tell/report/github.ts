import type { Level } from '../../model/finding.ts';
import { wordsOf } from '../../model/reference.ts';
import { worstOf, type Report, type Root } from './report.ts';
import { countsText, LEVEL_WORDS, PART_WORDS, VERDICT_WORDS } from './labels.ts';

/** The kind of annotation for each level; what is unknown or under way is not an error of the code. */
const COMMANDS: Readonly<Record<Level, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  unknown: 'warning',
  warning: 'warning',
  progress: 'warning',
  info: 'notice',
};

/**
 * The report as workflow commands in the log of a job: an annotation for each root cause.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubReport(report: Report): string {
  const { language, verdict } = report;
  const last = `verify: ${VERDICT_WORDS[verdict][language]}: ${countsText(report)}\n`;
  return [...report.roots.map((root) => annotation(root, report)), last].join('');
}

function annotation(root: Root, { language }: Report): string {
  const { code, level, title, object, seen, field, means, remedy, next, consequences } = root;
  const names = PART_WORDS[language];
  const lines = [
    wordsOf(object),
    `${names.seen.trim()}: ${seen}${field === undefined ? '' : ` (${field})`}`,
    `${names.means.trim()}: ${means}`,
    `${names.next.trim()}: ${remedy}`,
    ...next.map((command) => `  ${command}`),
    ...consequences.map((each) => `${names.consequences.trim()}: ${each.code} ${wordsOf(each.object)}: ${each.title}`),
  ];
  const heading = `${LEVEL_WORDS[level][language]} ${code} ${title}`;
  return `::${COMMANDS[worstOf(root)]} title=${property(heading)}::${data(lines.join('\n'))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
