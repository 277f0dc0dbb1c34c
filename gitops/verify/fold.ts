import type { Check } from './check.ts';
import type { Finding } from './finding.ts';
import { keyOf } from './reference.ts';

/**
 * Gives each consequence its cause: the finding that its check names as one and that touches the same. What is only the
 * consequence of something under way is under way itself.
 * @param findings sorted, so that of several causes the first is the one that is told
 */
export function fold(findings: readonly Finding[], checks: readonly Check[]): readonly Finding[] {
  const explainedBy = new Map(checks.map(({ code, consequenceOf = [] }) => [code, consequenceOf]));
  const directCause = (finding: Finding): Finding | undefined => {
    const codes = explainedBy.get(finding.code) ?? [];
    const isCause = (other: Finding) => other !== finding && isAmong(other.code, codes) && meet(other, finding);
    return findings.find((other) => weighs(other, finding) && isCause(other));
  };
  const rootOf = (finding: Finding): Finding | undefined => {
    const path = [finding];
    for (let next = directCause(finding); next; next = directCause(next)) {
      const first = path.indexOf(next);
      // Of those that explain each other the first that is told is the root.
      if (first >= 0) return findings.find((each) => path.slice(first).includes(each));
      path.push(next);
    }
    return path.at(-1);
  };
  return findings.map((finding) => {
    const root = finding.level === 'info' ? undefined : rootOf(finding);
    if (!root || root === finding) return finding;
    const { code, object } = root;
    const level = root.level === 'progress' && finding.level === 'error' ? 'progress' : finding.level;
    return { ...finding, level, cause: { code, object } };
  });
}

/** What is only told, or not known, explains nothing; and what works, with a warning, explains nothing that does not. */
function weighs({ level }: Finding, consequence: Finding): boolean {
  return level === 'error' || level === 'progress' || (level === 'warning' && consequence.level !== 'error');
}

function isAmong(code: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern));
}

/** Whether they are about the same, or what one touches is what the other is about or touches. */
function meet(a: Finding, b: Finding): boolean {
  const keys = keysOf(a);
  return [...keysOf(b)].some((key) => keys.has(key));
}

function keysOf({ object, touches = [] }: Finding): ReadonlySet<string> {
  return new Set([object, ...touches].map(keyOf));
}
