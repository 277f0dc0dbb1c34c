import { speechProblems } from './cek/speech.ts';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Characters; sessions carry the ids of the tips that were heard. */
const MAX_ID = 24;
/** Characters; the rest of what CLOVA speaks at once is for the words before a tip. */
const MAX_TIP = 800;

/** Why `id` cannot be the id of a tip; empty where it can. */
export function idProblems(id: string): string[] {
  if (ID.test(id) && id.length <= MAX_ID) return [];
  return [`“${id}”: expected lower-case words and digits joined by dashes, at most ${MAX_ID} characters`];
}

/** Why `text` cannot be the text of a tip; empty where it can. */
export function textProblems(text: string): string[] {
  const problems = speechProblems(text);
  return text.length > MAX_TIP
    ? [...problems, `has ${text.length} characters; a tip has at most ${MAX_TIP}`]
    : problems;
}
