/**
 * Whether a path matches a pattern: `*` and `?` stand for any characters, `[a-z]` and `[!a-z]` for one of some, `{a,b}`
 * for either. A pattern that is none matches nothing, as in Argo CD.
 * @param star what `*` stands for. Of the directories of a git generator, `one name` (Go: path.Match); of its files and
 * of a directory's `include` and `exclude`, `any path`
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/
 */
export function matchesPattern(path: string, pattern: string, star: 'one name' | 'any path'): boolean {
  const any = star === 'any path' ? '.' : '[^/]';
  let depth = 0;
  const source = pattern.replaceAll(/\\.|\*+|\[[!^]?[^\]]+\]|[^\w/]/g, (token) => {
    if (token.startsWith('*')) return `${any}*`;
    if (token === '?') return any;
    if (/^\[./.test(token)) return token.replace(/^\[[!^]/, '[^');
    if (token === ',' && depth > 0) return '|';
    if (token === '{' || token === '}') depth += token === '{' ? 1 : -1;
    if (token === '{') return '(?:';
    if (token === '}') return ')';
    return `\\${token.at(-1) ?? ''}`;
  });
  try {
    return new RegExp(`^${source}$`).test(path);
  } catch {
    return false;
  }
}
