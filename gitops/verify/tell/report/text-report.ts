import { wordsOf } from '../../model/reference.ts';
import type { Level } from '../../model/finding.ts';
import { factsOf } from './facts.ts';
import type { Report, Root } from './report.ts';
import { glue, wrap, type Style } from './style.ts';
import {
  countsText,
  firstCodes,
  foldConsequences,
  LEVEL_WORDS,
  PART_WORDS,
  restText,
  VERDICT_WORDS,
} from './labels.ts';

const COLOURS = { error: 'red', unknown: 'magenta', warning: 'yellow', progress: 'cyan', info: 'blue' } as const;
const INDENT = 2;
/** Columns that the name of a part takes, with the space after it. */
const PART = { en: INDENT + 5 + 2, ko: INDENT + 4 + 2 } as const;

/** The report as text, for a terminal or a log. */
export function textReport(report: Report, style: Style): string {
  const told = new Set<string>();
  const blocks = report.roots.map((root) => {
    const isKnown = told.has(root.code);
    told.add(root.code);
    return rootText(root, report, style, isKnown);
  });
  const fine = report.fine.map(({ text }) => wrap(text, style, `${style.paint('green', 'ok')}  `, 4)).join('');
  return [...blocks, ...(fine === '' ? [] : [fine]), lastLine(report, style)].join('\n');
}

/** @param isKnown whether the meaning of the code has been told already */
function rootText(root: Root, { language }: Report, style: Style, isKnown: boolean): string {
  const { code, level, object, title, seen, field, means, remedy, next, consequences } = root;
  const names = PART_WORDS[language];
  const part = (name: string, text: string) =>
    wrap(text, style, `${' '.repeat(INDENT)}${style.paint('dim', name)}  `, PART[language]);
  const line = (text: string) => `${' '.repeat(PART[language])}${text}\n`;
  const saysAll = !isKnown && level !== 'info';
  const { told, rest } = foldConsequences(consequences);
  return [
    wrap(
      `${label(level, language, style)} ${style.paint('bold', `${code} ${wordsOf(object)}`)}: ${title}`,
      style,
      '',
      2,
    ),
    part(names.seen, seen),
    ...(field === undefined ? [] : [part(names.field, field)]),
    ...factsOf(root).map(([name, text]) => part(names[name], name === 'place' ? glue(text) : text)),
    ...(saysAll ? [part(names.means, means), part(names.next, remedy)] : []),
    // A command is never wrapped, so that it can be copied.
    ...next.map((command, index) =>
      saysAll || index > 0
        ? line(style.paint('bold', command))
        : `${' '.repeat(INDENT)}${style.paint('dim', names.next)}  ${style.paint('bold', command)}\n`,
    ),
    ...told.map((each, index) => {
      const text = `${each.code} ${wordsOf(each.object)}: ${each.title}`;
      return index === 0
        ? part(names.consequences, text)
        : wrap(text, style, ' '.repeat(PART[language]), PART[language]);
    }),
    ...(rest.length === 0 ? [] : [line(restText(rest, language))]),
  ].join('');
}

function label(level: Level, language: Report['language'], { paint }: Style): string {
  return paint(['bold', COLOURS[level]], LEVEL_WORDS[level][language]);
}

function lastLine(report: Report, style: Style): string {
  const { verdict, language } = report;
  const codes = firstCodes(report);
  const more = { en: 'More:', ko: '자세히:' }[language];
  const explain = codes.length === 0 ? '' : `. ${glue(`${more} verify explain ${codes.join(' ')}`)}`;
  const colour = { fine: 'green', wrong: 'red', unknown: 'magenta', progressing: 'cyan' } as const;
  const head = style.paint(['bold', colour[verdict]], `verify: ${VERDICT_WORDS[verdict][language]}`);
  const counts = countsText(report);
  return wrap(`${head}${counts && ': '}${counts}${explain}`, style, '', 2);
}
