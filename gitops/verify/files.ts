import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
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
      closeSync(openSync(file, 'a'));
      return [];
    } catch (error) {
      return [`${option} ${file}: ${codeOf(error)}; expected a file that can be written`];
    }
  });
  if (problems.length > 0) throw new StartError(problems);
}

/** @throws {StartError} */
export function writeTo(file: string, text: string): void {
  withFile(file, 'a file that can be written', () => {
    writeFileSync(file, text);
  });
}

/** @throws {StartError} */
export function appendTo(file: string, text: string): void {
  withFile(file, 'a file that can be written', () => {
    appendFileSync(file, text);
  });
}

/** What `--dump` has written. @throws {StartError} where it is not that */
export function readSnapshot(file: string): Snapshot {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'no JSON' : codeOf(error);
    throw new StartError([`--from ${file}: ${reason}; expected what --dump has written`]);
  }
  if (!SNAPSHOT.safeParse(value).success)
    throw new StartError([`--from ${file}: no snapshot of format 1; expected what --dump has written`]);
  const snapshot = value as Snapshot;
  return { ...snapshot, scope: { ...EMPTY_SCOPE, ...snapshot.scope } };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
