/** An utterance without what a recogniser of speech never sends: spaces, punctuation, symbols, lone jamo, upper case. */
export function plain(text: string): string {
  const bare = text.replaceAll(' ', '');
  // Nearly all texts are like that, and a model has a hundred thousand of them.
  if (/^[가-힣a-z0-9]*$/.test(bare)) return bare;
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]|[\u1100-\u11FF]/gu, '');
}

/**
 * What follows one of `prefixes` in a text, as it is written; undefined where nothing follows one.
 * The first of them that fits counts. Spaces and punctuation are ignored, as in `plain`.
 */
export function behindOneOf(prefixes: readonly string[], text: string): string | undefined {
  const said = plain(text);
  const prefix = prefixes.map(plain).find((prefix) => said.startsWith(prefix) && said.length > prefix.length);
  if (prefix === undefined) return undefined;
  const length = Array.from(text).findIndex((_, index, letters) => plain(letters.slice(0, index).join('')) === prefix);
  return Array.from(text)
    .slice(length)
    .join('')
    .replace(/^[\s\p{P}\p{S}]+/u, '');
}

/** What people say while they think, or to be listened to, before what they mean. */
const FILLERS =
  /^(?:(?:으?음+|흠+|어+|아+|오+|에+|야|자|뭐|그|저|저기|저기요|있잖아|있잖아요|있지|그게|그러니까|그니까|근데|그런데|그럼|그러면|그래서|그리고|혹시|일단|우선|그냥|아니|아 맞다|맞다|참|이제|지금|나|나는|난|제가|내가|여기|진짜|하|와|헐|아이고|아이|아오|도대체|대체)(?:[\s\p{P}]+|$))/u;

/** Nobody hesitates more often than this before a command, and each time is one more reading of a text. */
const MOST_FILLERS = 4;

/** A text without its first filler, without its first two, and so on. A filler is a word of its own. */
export function withoutFillers(text: string, most = MOST_FILLERS): string[] {
  const rest = text.replace(FILLERS, '');
  return most === 0 || rest === text || rest === '' ? [] : [rest, ...withoutFillers(rest, most - 1)];
}
