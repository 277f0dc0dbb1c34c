import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod/mini';
import type { Text } from '#program/language.ts';
import { StartError } from '#program/start-error.ts';
import { placeText } from '../see/manifests/place.ts';
import type { Ignored } from './ignored.ts';

/** At the root of a repository. */
export const SETTINGS_FILE = '.umi-verify.yaml';

/** What a repository says of itself to whoever judges it. */
export interface Settings {
  readonly ignored: readonly Ignored[];
  /** Files with what the cluster has besides, as of `--facts`; relative to the repository. */
  readonly facts: readonly string[];
}

const WORDS = z.string().check(z.regex(/\S/));

const SHAPE = z.strictObject({
  ignore: z._default(
    z.array(
      z.strictObject({
        code: z.string().check(z.regex(/^[A-Z]\d+$/)),
        object: WORDS,
        file: z.optional(WORDS),
        reason: WORDS,
      }),
    ),
    [],
  ),
  facts: z._default(z.array(WORDS), []),
});

const EXPECTED: Readonly<Record<string, Text>> = {
  code: { en: 'a code, such as C16', ko: 'C16 같은 코드여야 합니다' },
  object: { en: 'NAMESPACE/NAME, NAME or "*"', ko: 'NAMESPACE/NAME, NAME, "*" 중 하나여야 합니다' },
  file: { en: 'a file, or a folder that ends with /', ko: '파일이나 /로 끝나는 폴더여야 합니다' },
  reason: { en: 'the reason', ko: '이유를 써야 합니다' },
};
const FORM = 'ignore: [{ code: C16, object: istio-system/shop, reason: ... }], facts: [FILE]';
const WHOLE: Text = { en: FORM, ko: `${FORM} 형식이어야 합니다` };

/**
 * What the file says.
 * @param file its name, for errors
 * @throws {StartError} with everything that is wrong, each with its line and what was expected
 */
export function parseSettings(file: string, text: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset = 0) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const placeOf = (path: readonly PropertyKey[]) => {
    // What is missing has the place of what should have it.
    const node = document.getIn(path, true) ?? (path.length > 0 ? document.getIn(path.slice(0, -1), true) : undefined);
    return placeAt((node as { readonly range?: readonly number[] } | undefined)?.range?.[0]);
  };
  if (document.errors.length > 0)
    throw new StartError(document.errors.map(({ pos, message }) => `${placeText(placeAt(pos[0]))}: ${message}`));
  if (document.contents === null) return { ignored: [], facts: [] };
  const { data, error } = SHAPE.safeParse(document.toJS());
  if (!error)
    return {
      ignored: data.ignore.map(({ code, object, file: where }, index) => ({
        ...{ code, object, writtenAt: placeOf(['ignore', index]) },
        ...(where === undefined ? {} : { file: where }),
      })),
      facts: data.facts,
    };
  throw new StartError(
    error.issues.map(({ path, ...issue }) => {
      const field = [...path, ...('keys' in issue ? issue.keys : [])].join('.');
      const expected = (path.length === 3 ? EXPECTED[String(path[2])] : undefined) ?? WHOLE;
      const place = `${placeText(placeOf(path))}:${field && ` ${field}:`}`;
      return { en: `${place} expected ${expected.en}`, ko: `${place} ${expected.ko}` };
    }),
  );
}
