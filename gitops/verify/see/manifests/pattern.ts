/**
 * Whether a path matches a pattern as Argo CD has them: `*` within a part of it, `**` over parts, `{a,b}` either.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/
 */
export function matchesPattern(path: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/?|\*|\?|\{([^}]*)\}/g, (token: string, choices: string | undefined) => {
      if (choices !== undefined) return `(?:${choices.split(',').join('|')})`;
      if (token === '?') return '[^/]';
      if (token === '*') return '[^/]*';
      return token === '**' ? '.*' : '(?:.*/)?';
    });
  return new RegExp(`^${source}$`).test(path);
}
