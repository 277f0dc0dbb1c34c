import { UsageError } from '#program/command.ts';
import type { Check } from '../judge/check.ts';
import { wrap, type Style } from './report/style.ts';
import { LEVEL_WORDS, PART_WORDS } from './report/labels.ts';
import { SERIES, seriesOf, type Series } from '../judge/series.ts';
import type { Language, Text } from '#program/language.ts';

/** How many similar codes are suggested for one that does not exist. */
const NEAR = 3;

/**
 * The entries of some codes in the catalogue or, without codes, the list of all.
 * @throws {UsageError} where a code does not exist
 */
export function explain(
  checks: readonly Check[],
  codes: readonly string[],
  { language, style }: { readonly language: Language; readonly style: Style },
): string {
  if (codes.length === 0) return list(checks, language, style);
  const chosen = codes.map((code) => {
    const check = checks.find((each) => each.code === code);
    if (!check) throw noSuchCode(code, near(code, checks).join(', '));
    return check;
  });
  return chosen.map((check) => entry(check, language, style)).join('\n');
}

function noSuchCode(code: string, near: string): UsageError {
  return new UsageError({
    en: `${code}: no such code; near it: ${near}`,
    ko: `${code}: 없는 코드입니다. 비슷한 코드: ${near}`,
  });
}

function list(checks: readonly Check[], language: Language, style: Style): string {
  const blocks = (Object.keys(SERIES) as Series[]).flatMap((series) => {
    const ofSeries = checks.filter(({ code }) => seriesOf(code) === series);
    if (ofSeries.length === 0) return [];
    const heading = `${style.paint('bold', `${series}  ${SERIES[series][language]}`)}\n`;
    return [
      heading + ofSeries.map(({ code, title }) => wrap(title[language], style, `  ${code.padEnd(5)}`, 7)).join(''),
    ];
  });
  return blocks.join('\n');
}

function entry(check: Check, language: Language, style: Style): string {
  const { code, title, means, remedy, level, source } = check;
  const names = PART_WORDS[language];
  const indent = { en: 9, ko: 8 }[language];
  const part = (name: string, text: string) => wrap(text, style, `  ${style.paint('dim', name)}  `, indent);
  const causes = causesText(check)?.[language];
  return [
    wrap(style.paint('bold', `${code}: ${title[language]}`), style, '', 2),
    wrap(`${LEVEL_WORDS[level][language]}; ${healingText(check)[language]}`, style, ' '.repeat(indent), indent),
    part(names.means, means[language]),
    part(names.next, remedy[language]),
    ...(causes === undefined ? [] : [part(names.cause, causes)]),
    wrap(source[language], style, ' '.repeat(indent), indent),
  ].join('');
}

/** Whether a finding may pass by itself, and so whether `--wait` goes on. */
export function healingText({ mayPass }: Check): Text {
  return mayPass
    ? { en: 'may pass by itself, so --wait goes on', ko: '기다리면 해결될 수 있음' }
    : { en: 'does not pass by itself, so it ends --wait', ko: '기다려도 해결되지 않음' };
}

/** The codes that explain a check's findings, where they are found too. */
export function causesText({ consequenceOf = [] }: Check): Text | undefined {
  if (consequenceOf.length === 0) return undefined;
  const isTold = (code: string) => code.endsWith('*') || !consequenceOf.includes(`${code.charAt(0)}*`);
  const inOrder = new Intl.Collator('en', { numeric: true }).compare;
  const codes = [...new Set(consequenceOf)].filter(isTold).sort(inOrder).join(', ');
  return {
    en: `only a consequence, where one of these is found too: ${codes}`,
    ko: `다음 중 하나가 함께 나오면 그것이 원인입니다: ${codes}`,
  };
}

/** The codes with the nearest numbers: of the same letter or, where no code has it, of any. */
function near(code: string, checks: readonly Check[]): readonly string[] {
  const number = Number(/\d+/.exec(code)?.[0] ?? 0);
  const distance = (other: string) => Math.abs(Number(other.slice(1)) - number);
  const codes = checks.map((check) => check.code);
  const sameLetter = codes.filter((each) => each.startsWith(code.slice(0, 1)));
  return (sameLetter.length > 0 ? sameLetter : codes).toSorted((a, b) => distance(a) - distance(b)).slice(0, NEAR);
}
