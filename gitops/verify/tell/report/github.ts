import type { Level } from '../../model/finding.ts';
import { worstOf, type Report, type Root } from './report.ts';
import { countsText, LEVEL_WORDS, VERDICT_WORDS } from './labels.ts';
import { plainLines } from './plain-lines.ts';

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
  const { code, level, title, place } = root;
  const heading = `${LEVEL_WORDS[level][language]} ${code} ${title}`;
  const where = place ? { file: place.file, line: String(place.line), col: String(place.column) } : {};
  const properties = Object.entries({ ...where, title: heading }).map(([key, value]) => `${key}=${property(value)}`);
  return `::${COMMANDS[worstOf(root)]} ${properties.join(',')}::${data(plainLines(root, language).join('\n'))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
