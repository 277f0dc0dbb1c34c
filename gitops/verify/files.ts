import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
import { KINDS } from './kinds.ts';
import type { Question } from './question.ts';
import { EMPTY_SCOPE } from './scope.ts';
import type { Exchange, Snapshot } from './snapshot.ts';

const ASKS: readonly Question['ask'][] = ['get', 'list', 'log', 'may', 'resolve', 'handshake', 'fetch', 'ancestry'];

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
  if (!isSnapshot(value))
    throw new StartError([`--from ${file}: no snapshot of format 1; expected what --dump has written`]);
  return { ...value, scope: { ...EMPTY_SCOPE, ...value.scope } };
}

/** As far as the judges rely on it. */
function isSnapshot(value: unknown): value is Snapshot {
  if (!isRecord(value) || value.format !== 1 || !isRecord(value.scope)) return false;
  const { takenAt, exchanges } = value;
  return (
    typeof takenAt === 'string' &&
    !isNaN(Date.parse(takenAt)) &&
    Array.isArray(exchanges) &&
    exchanges.every(isExchange)
  );
}

function isExchange(value: unknown): value is Exchange {
  if (!isRecord(value) || !isRecord(value.question) || !isRecord(value.answer)) return false;
  const { ask, kind } = value.question;
  if (!ASKS.some((each) => each === ask)) return false;
  if (ask !== 'get' && ask !== 'list') return true;
  const { gap, objects } = value.answer;
  const isAnswer = typeof gap === 'string' || (Array.isArray(objects) && objects.every(isObject));
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind) && isAnswer;
}

function isObject(value: unknown): boolean {
  return isRecord(value) && isRecord(value.metadata) && typeof value.metadata.name === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
