import { FormError, particleFits, writtenOut, type Forms } from './forms.ts';

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

/** A line of utterances: one, or one in several forms. */
export interface Utterance {
  readonly line: number;
  /** The first of its forms. */
  readonly parts: readonly UtterancePart[];
  readonly otherForms?: readonly (readonly UtterancePart[])[];
}

export interface IntentFile {
  readonly slots: readonly { readonly line: number; readonly name: string; readonly type: string }[];
  readonly utterances: readonly Utterance[];
}

const SLOT_SECTION = '[INTENT SLOT]';
const EXPRESSION_SECTION = '[INTENT EXPRESSION]';

/**
 * Reads a slot type: one line a value, the representative word first, then its synonyms, tabs between.
 * A synonym may have forms: see `writtenOut`.
 * @throws {TsvError}
 */
export function parseSlotType(source: string, forms?: Forms): SlotValue[] {
  return numberedLines(source).map(({ line, text }) => {
    const words = text.split('\t').map((word) => word.trim());
    const [representative = '', ...synonyms] = words;
    if (words.includes('')) throw new TsvError(`${line}: an empty word; expected words with one tab between`);
    return { line, representative, synonyms: synonyms.flatMap((word) => waysToSay(word, line, forms)) };
  });
}

/**
 * Reads forms: one line a word and what may stand for it, tabs between; a line may use words of the lines above.
 * @throws {TsvError}
 */
export function parseForms(source: string): Forms {
  const forms = new Map<string, readonly string[]>();
  for (const { line, text } of numberedLines(source)) {
    const words = text.split('\t');
    forms.set(
      words[0] ?? '',
      words.flatMap((word) => waysToSay(word, line, forms)),
    );
  }
  return forms;
}

/** A slot type as the console takes it, every form written out. */
export function slotTypeText(values: readonly SlotValue[]): string {
  return crlf(values.map(({ representative, synonyms }) => [representative, ...synonyms].join('\t')));
}

/**
 * Reads an intent: a section of slots (name, tab, type), then a section of utterances with `<slot>sample</slot>`.
 * How the console writes an intent without slots is not documented; here its first section is empty.
 * An utterance may have forms: see `writtenOut`. Of several samples, `<slot>one|another</slot>`, the forms take turns, and
 * take only one that the particle behind it fits.
 * @throws {TsvError}
 */
export function parseIntent(source: string, forms?: Forms): IntentFile {
  const lines = numberedLines(source);
  const start = lines.findIndex(({ text }) => text === EXPRESSION_SECTION);
  if (lines[0]?.text !== SLOT_SECTION) throw new TsvError(`${lines[0]?.line ?? 1}: expected ${SLOT_SECTION}`);
  const sections = lines.filter(({ text }) => text === SLOT_SECTION || text === EXPRESSION_SECTION);
  if (sections[2]) throw new TsvError(`${sections[2].line}: a section that is already above`);
  if (start < 0) throw new TsvError(`${lines.at(-1)?.line ?? 1}: expected a line ${EXPRESSION_SECTION} further down`);
  const written = new Set<string>();
  return {
    slots: lines.slice(1, start).map(({ line, text }) => {
      const [name = '', type = '', ...rest] = text.split('\t');
      if (name === '' || type === '' || rest.length > 0)
        throw new TsvError(`${line}: expected a slot's name, one tab, its type`);
      return { line, name, type };
    }),
    utterances: lines.slice(start + 1).map(({ line, text }) => {
      // Lines may overlap: what one above says already is left out, as long as something is left.
      const ways = waysToSay(text, line, forms);
      const fresh = ways.filter((way) => written.size < written.add(skeletonOf(way)).size);
      const [parts = [], ...others] = (fresh.length > 0 ? fresh : ways.slice(0, 1)).map((way, turn) =>
        parseUtterance(way, line, turn),
      );
      return { line, parts, ...(others.length > 0 && { otherForms: others }) };
    }),
  };
}

/** An intent as the console takes it, every form of an utterance in a line of its own. */
export function intentText({ slots, utterances }: IntentFile): string {
  const expressions = utterances
    .flatMap(everyForm)
    .map(({ parts }) =>
      parts.map((part) => (typeof part === 'string' ? part : `<${part.slot}>${part.sample}</${part.slot}>`)).join(''),
    );
  return crlf([
    SLOT_SECTION,
    ...slots.map(({ name, type }) => `${name}\t${type}`),
    '',
    EXPRESSION_SECTION,
    ...expressions,
  ]);
}

/** The forms of an utterance, the first one first. */
export function everyForm({ parts, otherForms = [] }: Utterance): { readonly parts: readonly UtterancePart[] }[] {
  return [parts, ...otherForms].map((parts) => ({ parts }));
}

/** The words of an utterance with the samples in their slots. */
export function spokenText({ parts }: Pick<Utterance, 'parts'>): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.sample)).join('');
}

/** An utterance without spaces and samples, which do not tell it from another. */
function skeletonOf(text: string): string {
  return text.replaceAll(/(<[^<>]+>)[^<>]+<\/[^<>]+>/g, '$1').replaceAll(' ', '');
}

/** @param turn whose turn it is among several samples of a slot */
function parseUtterance(text: string, line: number, turn: number): UtterancePart[] {
  const pieces = text.split(/(<[^<>/]+>[^<>]+<\/[^<>]+>)/).filter((piece) => piece !== '');
  return pieces.map((piece, index) => {
    const tag = /<([^<>/]+)>([^<>]+)<\/\1>/.exec(piece);
    if (tag) {
      const [, slot = '', samples = ''] = tag;
      const rest = pieces[index + 1] ?? '';
      const fitting = samples.split('|').filter((sample) => particleFits(sample, rest));
      const sample = fitting[turn % fitting.length];
      if (sample === undefined)
        throw new TsvError(`${line}: <${slot}>${samples}</${slot}>${rest}: expected a sample that the particle fits`);
      return { slot, sample };
    }
    if (/[<>]/.test(piece)) throw new TsvError(`${line}: a tag without its closing tag; expected <slot>word</slot>`);
    return piece;
  });
}

function waysToSay(text: string, line: number, forms: Forms | undefined): string[] {
  try {
    return writtenOut(text, forms);
  } catch (error) {
    if (error instanceof FormError) throw new TsvError(`${line}: ${error.message}`);
    throw error;
  }
}

function crlf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
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
