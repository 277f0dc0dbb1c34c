import type { Check } from './check.ts';
import type { Finding } from '../model/finding.ts';
import { onItsWay } from '../model/moving.ts';
import { keyOf } from '../model/reference.ts';
import { KeyIndex } from '../see/key-index.ts';

/**
 * Gives each consequence its cause: a finding that its check names as a cause and that touches the same object. An
 * error that follows from something under way is under way itself.
 * @param findings sorted: where several could be the cause, the first is
 */
export function withCauses(findings: readonly Finding[], checks: readonly Check[]): readonly Finding[] {
  const explainedBy = new Map(checks.map(({ code, consequenceOf = [] }) => [code, consequenceOf]));
  const meeting = new KeyIndex(findings, keysOf);
  const directCause = (finding: Finding): Finding | undefined => {
    const codes = explainedBy.get(finding.code) ?? [];
    if (codes.length === 0) return undefined;
    return meeting
      .at(keysOf(finding))
      .find((other) => other !== finding && weighs(other, finding) && isAmong(other.code, codes));
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

/** What a finding is about, and what it touches: findings meet where they have one of these in common. */
function keysOf({ object, touches = [] }: Finding): readonly string[] {
  return [object, ...touches].map(keyOf);
}
