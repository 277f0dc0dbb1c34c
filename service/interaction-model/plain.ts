/** An utterance without what a recogniser of speech never sends: spaces, punctuation, symbols, lone jamo, upper case. */
export function plain(text: string): string {
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
