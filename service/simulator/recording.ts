import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { Language } from '#program/language.ts';
import { readJson, withFile, WRITABLE } from '#program/with-file.ts';
import type { Exchange } from './clova.ts';

const FORMAT = 'mrdebugger-dialogue/1';

const QUESTION = z.union([
  z.object({ type: z.enum(['LaunchRequest', 'SessionEndedRequest']) }),
  z.object({ type: z.literal('IntentRequest'), intent: z.string(), slots: z.record(z.string(), z.string()) }),
]);

/** The parts of an exchange that must be the same when a dialogue is replayed. */
const LINE = z.object({
  utterance: z.string(),
  question: z.nullable(QUESTION),
  then: z.enum(['listens', 'ends the session', 'stays silent']),
  /** Compared only where the same seed chose the tips. */
  spoken: z.readonly(z.array(z.string())),
});
type Line = z.infer<typeof LINE>;

const RECORDING = z.object({
  format: z.literal(FORMAT),
  /** The seed that chose the tips; null for a dialogue with a deployment. */
  seed: z.nullable(z.int().check(z.nonnegative())),
  lines: z.array(LINE).check(z.minLength(1)),
});
export type Recording = z.infer<typeof RECORDING>;

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
