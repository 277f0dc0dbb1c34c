import { wordsOf } from '../../model/reference.ts';
import { factsOf } from './facts.ts';
import type { Report, Root } from './report.ts';
import { countsText, firstCodes, LEVEL_WORDS, PART_WORDS, VERDICT_WORDS } from './labels.ts';

const SIGNS = { fine: '✅', wrong: '❌', unknown: '❔', progressing: '⏳' } as const;

/** The report as Markdown, for a page such as the summary of a job. */
export function markdownReport(report: Report): string {
  const { language, verdict, roots, fine } = report;
  const counts = countsText(report);
  const codes = firstCodes(report).map((code) => `\`verify explain ${code}\``);
  const heading = { en: 'What is fine', ko: '정상인 항목' }[language];
  return [
    `### ${SIGNS[verdict]} verify: ${VERDICT_WORDS[verdict][language]}${counts && ': '}${counts}\n`,
    ...roots.map((root) => section(root, report)),
    ...(fine.length === 0 ? [] : [details(`${heading}: ${fine.length}`, list(fine.map(({ text }) => escape(text))))]),
    ...(codes.length === 0 ? [] : [`${codes.join(', ')}\n`]),
  ].join('\n');
}

function section(root: Root, { language }: Report): string {
  const { code, level, title, object, seen, field, means, remedy, next, consequences } = root;
  const names = PART_WORDS[language];
  const parts = [
    `**${names.seen.trim()}** ${escape(seen)}`,
    ...(field === undefined ? [] : [`**${names.field.trim()}** ${escape(field)}`]),
    ...factsOf(root).map(([name, text]) => `**${names[name].trim()}** ${escape(text)}`),
    `**${names.means.trim()}** ${escape(means)}`,
    `**${names.next.trim()}** ${escape(remedy)}`,
  ];
  const told = list(consequences.map((each) => `${each.code} ${escape(`${wordsOf(each.object)}: ${each.title}`)}`));
  return [
    `#### ${LEVEL_WORDS[level][language]} ${code} ${escape(`${wordsOf(object)}: ${title}`)}\n`,
    list(parts),
    ...(next.length === 0 ? [] : [fenced(next)]),
    ...(consequences.length === 0 ? [] : [details(`${names.consequences.trim()}: ${consequences.length}`, told)]),
  ].join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}\n`).join('');
}

function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n</details>\n`;
}

/** A block of code; its fence is longer than any run of backticks in the lines. */
function fenced(lines: readonly string[]): string {
  const runs = lines.join('\n').match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return `${fence}sh\n${lines.join('\n')}\n${fence}\n`;
}

/** Escapes all ASCII punctuation (CommonMark 2.4), so that nothing becomes markup, HTML or a link. */
function escape(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
