import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EXIT, type Output } from '#program/command.ts';
import type { Language } from '#program/language.ts';
import { withFile } from '#program/with-file.ts';
import { figuresOf, judge, parseCorpus, type Verdict } from './corpus.ts';
import { ROOT } from './model-files.ts';
import { ownModel } from './own-model.ts';

/** Where corpora lie: what was written with the model in view, and what somebody wrote who did not see it. */
const FOLDER = join(ROOT, 'service/interaction-model/testdata');

/**
 * `npm run say -- --corpus`: how many samples of each file are heard rightly, and every one that is not.
 * @returns the exit status: 1 where a file misses a goal
 * @throws {StartError} a file that cannot be read
 */
export function tellCorpus(files: readonly string[], stdout: Output, language: Language): number {
  const { ears } = ownModel();
  const misses = (files.length > 0 ? files : filesOf(FOLDER)).filter((path) => {
    const file = relative(ROOT, path);
    const source = withFile(file, 'a file of utterances', () => readFileSync(path, 'utf8'));
    const verdicts = parseCorpus(source, file).map((sample) => judge(ears, sample));
    for (const verdict of verdicts.filter(({ verdict }) => verdict !== 'right'))
      stdout.write(`${file}:${verdict.line}: ${missText(verdict, language)}\n`);
    const { text, reached } = figuresOf(verdicts);
    stdout.write(`${file}: ${text[language]}\n`);
    return !reached;
  });
  return misses.length > 0 ? EXIT.problems : 0;
}

function missText({ utterance, heard, accepted, verdict }: Verdict, language: Language): string {
  const names = accepted.map(({ intent, topic }) => (topic === undefined ? intent : `${intent}=${topic}`));
  const expected = names.join(', ') || 'none';
  return {
    en: `${verdict}: “${utterance}” is ${heard}, expected ${expected}`,
    ko: `${verdict === 'wrong' ? '잘못 들음' : '못 알아들음'}: “${utterance}” → ${heard}, 기대한 것: ${expected}`,
  }[language];
}

function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.tsv'))
    .sort()
    .map((name) => join(folder, name));
}
