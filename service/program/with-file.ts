import { readFileSync } from 'node:fs';
import { inLanguage, type Text } from './language.ts';
import { StartError } from './start-error.ts';

/** A file that can be written, for `withFile`. */
export const WRITABLE: Text = { en: 'a file that can be written', ko: '쓸 수 있는 파일' };

/**
 * Reads or writes a file that somebody named.
 * @param place how it was named
 * @param expected what it should be, such as `a PEM file`; in Korean a noun that ends with a consonant
 * @throws {StartError} with all three: `--key keys.pem: ENOENT; expected a PEM file`
 */
export function withFile<T>(place: string, expected: string | Text, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw unusable(place, (error as NodeJS.ErrnoException).code ?? String(error), expected);
  }
}

/** What says whether a value has a shape: a schema of zod. */
interface Schema<T> {
  safeParse(value: unknown): {
    readonly data?: T | undefined;
    readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] } | undefined;
  };
}

/** Reads a file of JSON that somebody named. @throws {StartError} as `withFile`, and where it has another shape */
export function readJson<T>(place: string, file: string, schema: Schema<T>, expected: Text): T {
  const source = withFile(place, expected, () => readFileSync(file, 'utf8'));
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw unusable(place, { en: 'no JSON', ko: 'JSON이 아닙니다' }, expected);
  }
  const { data, error } = schema.safeParse(value);
  if (!error) return data as T;
  const field = error.issues[0]?.path.join('.') || 'JSON';
  throw unusable(place, { en: `${field} is not as expected`, ko: `${field} 값이 올바르지 않습니다` }, expected);
}

function unusable(place: string, reason: string | Text, expected: string | Text): StartError {
  const [en, ko] = [inLanguage(reason, 'en'), inLanguage(reason, 'ko')];
  if (typeof expected === 'string') return new StartError([`${place}: ${en}; expected ${expected}`]);
  return new StartError([
    { en: `${place}: ${en}; expected ${expected.en}`, ko: `${place}: ${ko}. ${expected.ko}이어야 합니다` },
  ]);
}
