import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { Language } from '#program/language.ts';
import { readJson, withFile, WRITABLE } from '#program/with-file.ts';
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

const QUESTION = z.union([
  z.object({ type: z.enum(['LaunchRequest', 'SessionEndedRequest']) }),
  z.object({ type: z.literal('IntentRequest'), intent: z.string(), slots: z.record(z.string(), z.string()) }),
]);

const RECORDING: z.ZodMiniType<Recording> = z.object({
  format: z.literal(FORMAT),
  seed: z.nullable(z.int().check(z.nonnegative())),
  lines: z
    .array(
      z.object({
        utterance: z.string(),
        question: z.nullable(QUESTION),
        then: z.enum(['listens', 'ends the session', 'stays silent']),
        spoken: z.array(z.string()),
      }),
    )
    .check(z.minLength(1)),
});

/** How a replayed exchange differs from its line; empty where it does not. */
export function differences(
  line: Line,
  exchange: Exchange,
  { withSpeech, language = 'en' }: { readonly withSpeech: boolean; readonly language?: Language },
): string[] {
  const now = record([exchange], undefined).lines[0];
  const fields = withSpeech ? (['question', 'then', 'spoken'] as const) : (['question', 'then'] as const);
  return fields
    .filter((field) => !isDeepStrictEqual(line[field], now?.[field]))
    .map((field) => {
      const [was, is] = [JSON.stringify(line[field]), JSON.stringify(now?.[field])];
      return { en: `${field}: was ${was}, is ${is}`, ko: `${field}: 녹음에는 ${was}, 지금은 ${is}` }[language];
    });
}

/** @param place how the file was named @throws {StartError} where it cannot be written */
export function writeRecording(place: string, file: string, recording: Recording): void {
  withFile(place, WRITABLE, () => {
    writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
  });
}

/** @param place how the file was named @throws {StartError} where it is not a recording */
export function readRecording(place: string, file: string): Recording {
  return readJson(place, file, RECORDING, { en: 'a file that --record wrote', ko: '--record로 저장한 파일' });
}
