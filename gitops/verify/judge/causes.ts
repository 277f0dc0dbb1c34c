import type { Check } from './check.ts';
import type { Finding } from '../model/finding.ts';
import { onItsWay } from '../model/moving.ts';
import { keyOf } from '../model/reference.ts';

/**
 * Gives each consequence its cause: a finding that its check names as a cause and that touches the same object. An
 * error that follows from something under way is under way itself.
 * @param findings sorted: where several could be the cause, the first is
 */
export function withCauses(findings: readonly Finding[], checks: readonly Check[]): readonly Finding[] {
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
      // Where findings explain each other in a circle, the first of them is the root.
      if (first >= 0) return findings.find((each) => path.slice(first).includes(each));
      path.push(next);
    }
    return path.at(-1);
  };
  return findings.map((finding) => {
    const root = finding.level === 'info' ? undefined : rootOf(finding);
    if (!root || root === finding) return finding;
    const { code, object } = root;
    const moved = root.level === 'progress' && finding.level === 'error';
    return { ...finding, ...(moved ? { level: root.level, ...onItsWay(root.moving) } : {}), cause: { code, object } };
  });
}

/** Whether a finding's level makes it a possible cause: a warning, which still works, is not the cause of an error. */
function weighs({ level }: Finding, consequence: Finding): boolean {
  return level === 'error' || level === 'progress' || (level === 'warning' && consequence.level !== 'error');
}

function isAmong(code: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern));
}

/** Whether two findings have an object in common: the one they are about, or one they touch. */
function meet(a: Finding, b: Finding): boolean {
  const keys = keysOf(a);
  return [...keysOf(b)].some((key) => keys.has(key));
}

function keysOf({ object, touches = [] }: Finding): ReadonlySet<string> {
  return new Set([object, ...touches].map(keyOf));
}
