import { readFileSync } from 'node:fs';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
import { idProblems, textProblems } from './tip-rules.ts';
import { catalogueOf, type Catalogue, type Tip } from './tips.ts';

/** What comes before the tips of a plain file. */
const HEAD = /^(?:#.*\n|\n)*tips:\n/;
/** A tip of a plain file. A text that begins with Hangul and has neither `:` nor `#` is to YAML the text that it is. */
const TIP =
  /(?: *#.*\n|\n)* {2}- id: ([a-z][a-z0-9-]*)\n {4}text: ([가-힣][가-힣\w .,?!]*)\n {4}topics: \[([가-힣A-Z, ]+)\]\n/gy;
/** Words that YAML takes for something else than a text (YAML 1.2, 10.3.2). */
const NO_TEXT = /^(?:null|true|false|)$/i;

/**
 * Reads the catalogue from a file. Only one that is not plain, or has a problem, goes through the YAML parser: for the
 * tips of this repository that takes as long as the rest of the service takes to start.
 * @param place how it was named
 * @throws {StartError} with the problems that `parseTips` finds, or where the file cannot be read
 */
export async function readTipsFile(path: string, place = path): Promise<Catalogue> {
  const source = withFile(place, { en: 'a tips file', ko: '팁 파일' }, () => readFileSync(path, 'utf8'));
  const tips = readPlainTips(source);
  if (tips) return catalogueOf(tips);
  const { parseTips } = await import('./tips-yaml.ts');
  const read = parseTips(source, place);
  if ('problems' in read) throw new StartError(read.problems);
  return catalogueOf(read);
}

/** The tips of a file that is written as that of this repository is, without a problem; undefined of any other. */
export function readPlainTips(source: string): readonly Tip[] | undefined {
  let end = HEAD.exec(source)?.[0].length;
  if (end === undefined) return undefined;
  const tips: Tip[] = [];
  for (const [whole, id = '', text = '', topics = ''] of source.slice(end).matchAll(TIP)) {
    end += whole.length;
    tips.push({ id, text: text.trim(), topics: topics.split(',').map((topic) => topic.trim()) });
  }
  const hasProblem =
    end !== source.length ||
    tips.length === 0 ||
    new Set(tips.map(({ id }) => id)).size < tips.length ||
    new Set(tips.map(({ text }) => text)).size < tips.length ||
    tips.some(({ id, text }) => idProblems(id).length > 0 || textProblems(text).length > 0) ||
    tips.some(({ id, topics }) => [id, ...topics].some((word) => NO_TEXT.test(word)));
  return hasProblem ? undefined : tips;
}
