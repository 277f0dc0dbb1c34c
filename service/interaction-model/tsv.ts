/** A TSV file that cannot be read; the message begins with the number of the line. */
export class TsvError extends Error {
  override name = 'TsvError';
}

export interface SlotValue {
  readonly line: number;
  /** The word that arrives in a request, whichever of its synonyms was said. */
  readonly representative: string;
  readonly synonyms: readonly string[];
}

/** A piece of an utterance: words, or the name of a slot with a sample of what may stand in it. */
export type UtterancePart = string | { readonly slot: string; readonly sample: string };

export interface Utterance {
  readonly line: number;
  readonly parts: readonly UtterancePart[];
}

export interface IntentFile {
  readonly slots: readonly { readonly line: number; readonly name: string; readonly type: string }[];
  readonly utterances: readonly Utterance[];
}

const SLOT_SECTION = '[INTENT SLOT]';
const EXPRESSION_SECTION = '[INTENT EXPRESSION]';

/**
 * Reads a slot type: one line a value, the representative word first, then its synonyms, tabs between.
 * @throws {TsvError}
 */
export function parseSlotType(source: string): SlotValue[] {
  return numberedLines(source).map(({ line, text }) => {
    const words = text.split('\t').map((word) => word.trim());
    const [representative = '', ...synonyms] = words;
    if (words.includes('')) throw new TsvError(`${line}: an empty word; expected words with one tab between`);
    return { line, representative, synonyms };
  });
}

/**
 * Reads an intent: a section of slots (name, tab, type), then a section of utterances with `<slot>sample</slot>`.
 * How the console writes an intent without slots is not documented; here its first section is empty.
 * @throws {TsvError}
 */
export function parseIntent(source: string): IntentFile {
  const lines = numberedLines(source);
  const start = lines.findIndex(({ text }) => text === EXPRESSION_SECTION);
  if (lines[0]?.text !== SLOT_SECTION) throw new TsvError(`${lines[0]?.line ?? 1}: expected ${SLOT_SECTION}`);
  const sections = lines.filter(({ text }) => text === SLOT_SECTION || text === EXPRESSION_SECTION);
  if (sections[2]) throw new TsvError(`${sections[2].line}: a section that is already above`);
  if (start < 0) throw new TsvError(`${lines.at(-1)?.line ?? 1}: expected a line ${EXPRESSION_SECTION} further down`);
  return {
    slots: lines.slice(1, start).map(({ line, text }) => {
      const [name = '', type = '', ...rest] = text.split('\t');
      if (name === '' || type === '' || rest.length > 0)
        throw new TsvError(`${line}: expected a slot's name, one tab, its type`);
      return { line, name, type };
    }),
    utterances: lines.slice(start + 1).map(({ line, text }) => ({ line, parts: parseUtterance(text, line) })),
  };
}

/** The words of an utterance with the samples in their slots. */
export function spokenText({ parts }: Utterance): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.sample)).join('');
}

function parseUtterance(text: string, line: number): UtterancePart[] {
  const parts = text.split(/(<[^<>/]+>[^<>]+<\/[^<>]+>)/).filter((part) => part !== '');
  return parts.map((part) => {
    const tagged = /^<([^<>/]+)>([^<>]+)<\/\1>$/.exec(part);
    if (tagged?.[1] !== undefined && tagged[2] !== undefined) return { slot: tagged[1], sample: tagged[2] };
    if (/[<>]/.test(part)) throw new TsvError(`${line}: a tag without its closing tag; expected <slot>word</slot>`);
    return part;
  });
}

/** The lines that are not empty. @throws {TsvError} where the file is not as the console exports it */
function numberedLines(source: string): { line: number; text: string }[] {
  if (source.startsWith('\uFEFF')) throw new TsvError('1: a byte order mark; the console expects UTF-8 without one');
  const lines = source.split('\r\n');
  const bare = lines.findIndex((text) => /[\r\n]/.test(text));
  if (bare >= 0)
    throw new TsvError(`${bare + 1}: a line that does not end with CR LF; .gitattributes makes git write it`);
  if (lines.at(-1) !== '') throw new TsvError(`${lines.length}: expected a line end after the last line`);
  // Only spaces are trimmed: a tab at the end of a line means that a word is missing.
  return lines
    .map((text, index) => ({ line: index + 1, text: text.replaceAll(/^ +| +$/g, '') }))
    .filter(({ text }) => text !== '');
}
