import { parseArgs } from 'node:util';

/** A text in every language that commands speak; codes, names and quotations are the same in all. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

export type Language = keyof Text;

export const LANGUAGES: readonly Language[] = ['en', 'ko'];

/**
 * The language of whoever typed a command line: that of --lang, else that of the environment, else English. Of the
 * environment the first counts that says anything of LC_ALL, LC_MESSAGES and LANG (POSIX, Base Definitions, 8.2).
 * Another language than ours is no error here, because errors are told in what this gives; `parseLine` refuses it.
 */
export function languageOf(argv: readonly string[], env: Readonly<NodeJS.ProcessEnv>): Language {
  const { lang } = parseArgs({ args: [...argv], options: { lang: { type: 'string' } }, strict: false }).values;
  const asked = LANGUAGES.find((language) => language === lang);
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return asked ?? (/^ko(?![a-z])/i.test(locale) ? 'ko' : 'en');
}

/** What is said to a reader of a language; what is no `Text` is said in English to everybody. */
export function inLanguage(text: string | Text, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}
