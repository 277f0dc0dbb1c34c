import { appendFileSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { StartError } from '#program/start-error.ts';
import { readJson, withFile, WRITABLE } from '#program/with-file.ts';
import type { Text } from '#program/language.ts';
import { ignoreComments } from '../judge/ignore-comments.ts';
import { parseSettings, SETTINGS_FILE, type Settings } from '../judge/settings-file.ts';
import { KINDS } from '../see/kinds.ts';
import type { TextFile } from '../see/manifests/files.ts';
import { EMPTY_SCOPE } from '../see/scope.ts';
import type { World } from '../see/world.ts';

const NAMED = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });

/** As far as the judges rely on it. */
const WORLD = z.looseObject({
  format: z.literal(2),
  takenAt: z.string().check(z.refine((text) => !isNaN(Date.parse(text)))),
  scope: z.looseObject({}),
  objects: z.partialRecord(z.enum(Object.keys(KINDS)), z.array(NAMED)),
  gaps: z.array(z.looseObject({ kind: z.enum(Object.keys(KINDS)), gap: z.looseObject({ gap: z.string() }) })),
  answers: z.array(
    z.looseObject({
      question: z.looseObject({ ask: z.enum(['log', 'may', 'resolve', 'handshake', 'fetch', 'ancestry']) }),
      answer: z.looseObject({}),
    }),
  ),
  answered: z.optional(z.array(z.looseObject({ kind: z.enum(Object.keys(KINDS)) }))),
});

/**
 * Makes sure that files can be written, before anybody waits for what comes into them.
 * @throws {StartError} naming those that cannot
 */
export function requireWritable(options: Readonly<Record<string, string | undefined>>): void {
  const problems = Object.entries(options).flatMap(([option, file]) => {
    if (file === undefined) return [];
    try {
      withFile(`${option} ${file}`, WRITABLE, () => {
        closeSync(openSync(file, 'a'));
      });
      return [];
    } catch (error) {
      if (error instanceof StartError) return error.texts;
      throw error;
    }
  });
  if (problems.length > 0) throw new StartError(problems);
}

/** @throws {StartError} */
export function writeTo(file: string, text: string): void {
  withFile(file, WRITABLE, () => {
    writeFileSync(file, text);
  });
}

/** @throws {StartError} */
export function appendTo(file: string, text: string): void {
  withFile(file, WRITABLE, () => {
    appendFileSync(file, text);
  });
}

/** What `--dump` has written. @throws {StartError} where it is not that */
export function readWorld(file: string): World {
  const expected = { en: 'what --dump of this version has written', ko: '이 버전의 --dump로 저장한 파일' };
  const world = readJson<unknown>(`--from ${file}`, file, WORLD, expected) as World;
  return { ...world, scope: { ...EMPTY_SCOPE, ...world.scope } };
}

/**
 * What a repository says of itself: its settings, with what comments leave out.
 * @param files whose comments count
 * @returns also what is no such comment, and so leaves nothing out
 * @throws {StartError} where the settings cannot be read, or are not as expected
 */
export function readSettings(
  root: string,
  files: readonly TextFile[],
): Settings & { readonly problems: readonly Text[] } {
  const inComments = files.map(({ path, text }) => ignoreComments(path, text));
  const file = join(root, SETTINGS_FILE);
  const expected = { en: 'a file that can be read', ko: '읽을 수 있는 파일' };
  const text = existsSync(file) ? withFile(SETTINGS_FILE, expected, () => readFileSync(file, 'utf8')) : '';
  const { ignored, facts } = parseSettings(SETTINGS_FILE, text);
  return {
    ignored: [...ignored, ...inComments.flatMap((each) => each.ignored)],
    facts,
    problems: inComments.flatMap(({ problems }) => problems),
  };
}
