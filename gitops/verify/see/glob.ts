/**
 * Whether a text matches a pattern of Argo CD's: `*` and `?` stand for any characters, `[a-z]` and `[!a-z]` for one of
 * some, `{a,b}` for either, and a backslash makes any of them a plain character (argo-cd: util/glob/glob.go). A pattern
 * that is none matches nothing.
 * @param separator what `*` and `?` do not stand for; `**` does
 * @param hasDeep whether `**` is more than `*`: in Go's path.Match, by which a git generator finds directories, it is not
 */
export function matchesGlob(pattern: string, text: string, separator = '', hasDeep = true): boolean {
  const any = separator === '' ? '[^]' : `[^${separator}]`;
  let depth = 0;
  const source = pattern.replaceAll(/\\.|\*+|\[[!^]?[^\]]+\]|\W/g, (token) => {
    if (token.startsWith('*')) return token !== '*' && hasDeep ? '[^]*' : `${any}*`;
    if (token === '?') return any;
    if (/^\[./.test(token)) return token.replace(/^\[[!^]/, '[^');
    if (token === ',' && depth > 0) return '|';
    if (token === '{' || token === '}') depth += token === '{' ? 1 : -1;
    if (token === '{') return '(?:';
    if (token === '}') return ')';
    return `\\${token.at(-1) ?? ''}`;
  });
  try {
    return new RegExp(`^${source}$`).test(text);
  } catch {
    return false;
  }
}
