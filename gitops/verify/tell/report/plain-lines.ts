import type { Language } from '#program/language.ts';
import { wordsOf } from '../../model/reference.ts';
import { factsOf, type Part } from './facts.ts';
import { PART_WORDS } from './labels.ts';
import type { Root, Told } from './report.ts';

/** A finding in lines without markup or width, for programs that show them as they are. */
export function plainLines(finding: Told & Partial<Root>, language: Language): readonly string[] {
  const { object, seen, field, means, remedy, next, consequences = [] } = finding;
  const line = (part: Part, text: string) => namedLine(part, text, language);
  return [
    wordsOf(object),
    line('seen', `${seen}${field === undefined ? '' : ` (${field})`}`),
    ...factsOf(finding).map(([part, text]) => line(part, text)),
    line('means', means),
    line('next', remedy),
    ...next.map((command) => `  ${command}`),
    ...consequences.map((each) => consequenceLine(each, language)),
  ];
}

export function consequenceLine({ code, object, title }: Told, language: Language): string {
  return namedLine('consequences', `${code} ${wordsOf(object)}: ${title}`, language);
}

export function namedLine(part: Part, text: string, language: Language): string {
  return `${PART_WORDS[language][part].trim()}: ${text}`;
}
