import { TIPS_FILE } from '../config.ts';
import { BUILT_IN_INTENTS } from '../cek/built-in-intents.ts';
import { EXIT, parseLine, startProgram, type Terminal } from '#program/command.ts';
import { intents } from '../intents/index.ts';
import { readTipsFile } from '../tips-file.ts';
import { lintModel } from './lint.ts';
import { readModel } from './model-files.ts';
import { everyForm } from './tsv.ts';

const HELP = `The part of npm run lint that reads the interaction model: tells every problem on a line of its own.

  node --import tsx service/interaction-model/lint-command.ts

  -h, --help   this text

Exit status: 0 fine · 1 a problem · 64 wrong usage · 78 a file that cannot be used
`;

/** `lint-command.ts` */
export async function lintInteractionModel(argv: readonly string[], { stdout }: Terminal): Promise<number> {
  parseLine(argv, HELP, {});
  const model = readModel();
  const builtIn: readonly string[] = BUILT_IN_INTENTS;
  const problems = lintModel(model, {
    handled: intents.map(({ name }) => name).filter((name) => !builtIn.includes(name)),
    topics: [...(await readTipsFile(TIPS_FILE)).byTopic.keys()],
  });
  for (const { place, problem } of problems) stdout.write(`${place}: ${problem}\n`);
  const utterances = model.intents.reduce((sum, intent) => sum + intent.utterances.flatMap(everyForm).length, 0);
  const size = `${model.intents.length} intents, ${utterances} utterances, ${model.slotTypes.length} slot types`;
  stdout.write(`interaction model: ${size}: ${problems.length === 0 ? 'fine' : `${problems.length} problems`}\n`);
  return problems.length > 0 ? EXIT.problems : 0;
}

await startProgram(import.meta.url, lintInteractionModel);
