import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, YAMLError } from 'yaml';
import * as z from 'zod/mini';
import { StartError } from '#program/start-error.ts';
import type { InteractionModel, Skill } from './model.ts';
import { parseForms, parseIntent, parseSlotType, TsvError } from './tsv.ts';

/** The root of the repository, which the names of a model's files are relative to. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Reads `skill.yaml`, `forms.tsv`, `intents/*.tsv`, `built-in/*.tsv` and `slots/*.tsv` of a folder.
 * @throws {StartError} with the file and line of every one that cannot be read
 */
export function readModel(folder = join(ROOT, 'service/interaction-model')): InteractionModel {
  const problems: string[] = [];
  const shown = (path: string) => relative(ROOT, path);
  const read = <T>(path: string, parse: (source: string) => T): T | undefined => {
    try {
      return parse(readFileSync(path, 'utf8'));
    } catch (error) {
      if (error instanceof TsvError || error instanceof StartError) problems.push(`${shown(path)}:${error.message}`);
      else if (error instanceof YAMLError) problems.push(`${shown(path)}: ${error.message}`);
      else if (isFileError(error)) problems.push(`${shown(path)}: ${error.code}; expected a file that can be read`);
      else throw error;
      return undefined;
    }
  };
  const list = (path: string): string[] => {
    try {
      return readdirSync(path);
    } catch (error) {
      if (!isFileError(error)) throw error;
      problems.push(`${shown(path)}: ${error.code}; expected a folder of TSV files`);
      return [];
    }
  };
  const readEach = <T>(kind: string, parse: (source: string) => T) =>
    list(join(folder, kind))
      .filter((name) => name.endsWith('.tsv'))
      .sort()
      .flatMap((name) => {
        const path = join(folder, kind, name);
        const content = read(path, parse);
        return content === undefined ? [] : [{ name: basename(name, '.tsv'), file: shown(path), content }];
      });

  const skillFile = join(folder, 'skill.yaml');
  const skill = read(skillFile, (source) => readSkill(parse(source), shown(skillFile)));
  const forms = read(join(folder, 'forms.tsv'), parseForms);
  // Each use of a form would be a problem of its own.
  if (!forms) throw new StartError(problems);
  const readIntents = (kind: string) =>
    readEach(kind, (source) => parseIntent(source, forms)).map(({ content, ...rest }) => ({ ...rest, ...content }));
  const intents = readIntents('intents');
  const builtIns = readIntents('built-in');
  const slotTypes = readEach('slots', (source) => parseSlotType(source, forms)).map(({ content, ...rest }) => ({
    ...rest,
    values: content,
  }));
  if (problems.length > 0 || !skill) throw new StartError(problems);
  return { skill, intents, builtIns, slotTypes };
}

function isFileError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

const TEXT = z.string('expected a text');
const TEXTS = z.array(TEXT, 'expected a list of texts');
const STORE = { description: TEXT, shortDescription: TEXT, examplePhrases: TEXTS, keywords: TEXTS };
const SKILL = z.object(
  {
    extensionId: TEXT,
    name: TEXT,
    invocationNames: TEXTS,
    calls: z.optional(TEXTS),
    store: z.object(STORE, 'expected a map'),
  },
  'expected a map',
);

function readSkill(value: unknown, file: string): Skill {
  const { success, data, error } = SKILL.safeParse(value);
  if (success) return { file, ...data };
  throw new StartError([` ${error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')}`]);
}
