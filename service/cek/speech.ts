/** Characters in one sentence of a PlainText value (CEK reference, CustomExtSpeechInfoObject, 2020-11-26). */
export const MAX_SENTENCE = 200;
/** Characters in a whole PlainText value (same source). */
export const MAX_SPEECH = 1000;

/**
 * The length the platform may count, in characters. Which unit CEK counts is not documented; after NFC a grapheme
 * has at least one UTF-16 unit, so the number of units is never the smaller count.
 */
export function speechLength(text: string): number {
  return text.normalize('NFC').length;
}

/** The sentences of a text: what ends in . ! ? … or 。 before white space, or at a line break. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?…。])\s|[\r\n]/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** Why CLOVA would not speak `text`, one problem a line; empty where it would. */
export function speechProblems(text: string): string[] {
  const problems: string[] = [];
  if (text.trim() === '') problems.push('is empty');
  if (/[^\P{Cc}\n]/u.test(text)) problems.push('has a control character');
  if (!text.isWellFormed()) problems.push('has half of a surrogate pair');
  const length = speechLength(text);
  if (length > MAX_SPEECH) problems.push(`has ${length} characters; CLOVA speaks at most ${MAX_SPEECH}`);
  for (const sentence of sentences(text)) {
    const length = speechLength(sentence);
    if (length <= MAX_SENTENCE) continue;
    problems.push(`has a sentence of ${length} characters (“${sentence.slice(0, 20)}…”); at most ${MAX_SENTENCE}`);
  }
  return problems;
}
