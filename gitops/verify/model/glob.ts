const PLACES: Readonly<Record<string, string>> = { '**': '[^]*', '{': '(?:', '}': ')', ',': '|' };

/**
 * Whether a pattern of Argo CD's matches a text: `*`, `**`, `?`, `[a-z]` and `{a,b}` (argo-cd: util/glob/glob.go).
 * @param separator what `*` and `?` do not match
 */
export function matchesGlob(pattern: string, text: string, separator = ''): boolean {
  const any = separator === '' ? '[^]' : `[^${separator}]`;
  const tokens = pattern.includes('{') ? /\*\*?|\?|\[!?[^\]]+\]|[{},]|[^]/g : /\*\*?|\?|\[!?[^\]]+\]|[^]/g;
  const source = pattern.replace(tokens, (token) => {
    if (token === '*' || token === '?') return any + token.replace('?', '');
    if (token.length > 1 && token.startsWith('[')) return token.replace(/^\[!/, '[^');
    return (
      (pattern.includes('{') || token === '**' ? PLACES[token] : undefined) ?? token.replace(/\W/, String.raw`\$&`)
    );
  });
  try {
    return new RegExp(`^${source}$`).test(text);
  } catch {
    // What cannot be read matches nothing.
    return false;
  }
}
