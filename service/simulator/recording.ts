import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
import type { Exchange } from './clova.ts';
import type { Question } from './request.ts';

const FORMAT = 'mrdebugger-dialogue/1';

/** The parts of an exchange that must be the same when a dialogue is replayed. */
interface Line {
  readonly utterance: string;
  readonly question: Question | null;
  readonly then: Exchange['then'];
  /** Compared only where the same seed chose the tips. */
  readonly spoken: readonly string[];
}

export interface Recording {
  readonly format: typeof FORMAT;
  /** The seed that chose the tips; null for a dialogue with a deployment. */
  readonly seed: number | null;
  readonly lines: readonly Line[];
}

export function record(exchanges: readonly Exchange[], seed: number | undefined): Recording {
  const lines = exchanges.map(({ utterance, question, then, spoken }) => ({
    utterance,
    question: question ?? null,
    then,
    spoken,
  }));
  return { format: FORMAT, seed: seed ?? null, lines };
}

/** How a replayed exchange differs from its line; empty where it does not. */
export function differences(line: Line, exchange: Exchange, { withSpeech }: { withSpeech: boolean }): string[] {
  const now = record([exchange], undefined).lines[0];
  const fields = withSpeech ? (['question', 'then', 'spoken'] as const) : (['question', 'then'] as const);
  return fields
    .filter((field) => !isDeepStrictEqual(line[field], now?.[field]))
    .map((field) => `${field}: was ${JSON.stringify(line[field])}, is ${JSON.stringify(now?.[field])}`);
}

/** @throws {StartError} where the file cannot be written */
export function writeRecording(path: string, recording: Recording): void {
  withFile(path, 'a file that can be written', () => {
    writeFileSync(path, `${JSON.stringify(recording, null, 2)}\n`);
  });
}

/** @throws {StartError} where the file is not a recording */
export function readRecording(path: string): Recording {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartError([`${path}: ${(error as Error).message}; expected a file that --record wrote`]);
  }
  if (isRecording(value)) return value;
  throw new StartError([`${path}: not a recording; expected "format": "${FORMAT}" and lines as --record writes them`]);
}

function isRecording(value: unknown): value is Recording {
  const { format, lines } = (value ?? {}) as Partial<Record<keyof Recording, unknown>>;
  const isLine = (line: unknown) => typeof (line as Partial<Line> | null)?.utterance === 'string';
  return format === FORMAT && Array.isArray(lines) && lines.every(isLine);
}
