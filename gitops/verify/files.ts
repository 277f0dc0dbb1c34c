import { appendFileSync, closeSync, openSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { StartError } from '#program/start-error.ts';
import { readJson, withFile, WRITABLE } from '#program/with-file.ts';
import { KINDS } from './kinds.ts';
import { EMPTY_SCOPE } from './scope.ts';
import type { Snapshot } from './snapshot.ts';

const NAMED = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });

/** As far as the judges rely on it. */
const SNAPSHOT = z.looseObject({
  format: z.literal(1),
  takenAt: z.string().check(z.refine((text) => !isNaN(Date.parse(text)))),
  scope: z.looseObject({}),
  exchanges: z.array(
    z.union([
      z.looseObject({
        question: z.looseObject({ ask: z.enum(['get', 'list']), kind: z.enum(Object.keys(KINDS)) }),
        answer: z.union([z.looseObject({ gap: z.string() }), z.looseObject({ objects: z.array(NAMED) })]),
      }),
      z.looseObject({
        question: z.looseObject({ ask: z.enum(['log', 'may', 'resolve', 'handshake', 'fetch', 'ancestry']) }),
        answer: z.looseObject({}),
      }),
    ]),
  ),
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
export function readSnapshot(file: string): Snapshot {
  const expected = { en: 'what --dump has written', ko: '--dump로 저장한 파일' };
  const snapshot = readJson<unknown>(`--from ${file}`, file, SNAPSHOT, expected) as Snapshot;
  return { ...snapshot, scope: { ...EMPTY_SCOPE, ...snapshot.scope } };
}
