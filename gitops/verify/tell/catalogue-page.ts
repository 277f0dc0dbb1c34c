import type { Check } from '../judge/check.ts';
import { causesText, healingText } from './explain.ts';
import { LEVEL_WORDS, PART_WORDS } from './report/labels.ts';
import { SERIES, seriesOf, type Series } from '../judge/series.ts';
import type { Language } from '#program/language.ts';

/** The files of the pages, in the folder of this module. */
export const PAGES: Readonly<Record<Language, string>> = { en: 'CATALOGUE.md', ko: 'CATALOGUE.ko.md' };

const INTRODUCTION: Readonly<Record<Language, string>> = {
  en: `# What verify finds

Every finding of \`npm run verify\` has a code, which never changes its meaning; \`npm run verify -- explain CODE\` prints
its entry. In Korean: [CATALOGUE.ko.md](CATALOGUE.ko.md). This page is made from [judge/checks/](judge/checks):
\`node --import tsx gitops/verify/tell/catalogue-command.ts --write\`.`,
  ko: `# verify가 찾아내는 문제

\`npm run verify\`가 찾아내는 문제에는 모두 코드가 있으며, 코드의 뜻은 바뀌지 않습니다. 항목 하나만 보려면
\`npm run verify -- explain CODE --lang ko\`를 실행하세요. verify는 기다려서 해결될 수 있는 문제만 기다리고(\`--wait\`),
기다려도 해결되지 않는 오류가 나오면 바로 끝납니다. 영어판은 [CATALOGUE.md](CATALOGUE.md)입니다. 이 페이지는
[judge/checks/](judge/checks)를 바탕으로 다음 명령이 만듭니다:
\`node --import tsx gitops/verify/tell/catalogue-command.ts --write\`.`,
};

/** The catalogue as a page, in Markdown as prettier leaves it. */
export function cataloguePage(checks: readonly Check[], language: Language): string {
  const all = (Object.keys(SERIES) as Series[]).map((series) => ({
    series,
    ofSeries: checks.filter(({ code }) => seriesOf(code) === series),
  }));
  const used = all.filter(({ ofSeries }) => ofSeries.length > 0);
  const contents = used.map(({ series, ofSeries }) => {
    const links = ofSeries.map(({ code }) => `[${code}](#${code.toLowerCase()})`);
    return `- **${series}** ${SERIES[series][language]}: ${links.join(' ')}`;
  });
  const sections = used.map(
    ({ series, ofSeries }) =>
      `## ${series}: ${SERIES[series][language]}\n\n${ofSeries.map((check) => entry(check, language)).join('\n\n')}`,
  );
  return `${[INTRODUCTION[language], contents.join('\n'), ...sections].join('\n\n')}\n`;
}

function entry(check: Check, language: Language): string {
  const { code, title, means, remedy, level, source } = check;
  const names = PART_WORDS[language];
  const causes = causesText(check)?.[language];
  return [
    `### ${code}\n\n**${prose(title[language])}** (${LEVEL_WORDS[level][language]}; ${healingText(check)[language]})\n`,
    `- ${names.means}: ${prose(means[language])}`,
    `- ${names.next.trim()}: ${prose(remedy[language])}`,
    ...(causes === undefined ? [] : [`- ${names.cause}: ${prose(causes)}`]),
    `- ${{ en: 'source', ko: '근거' }[language]}: ${source[language]}`,
  ].join('\n');
}

/** Escapes what Markdown would take for markup, outside of backticks. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[*_<>[\]#|~]/g, String.raw`\$&`)))
    .join('');
}
