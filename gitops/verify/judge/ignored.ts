import type { Finding } from '../model/finding.ts';
import { keyOf, type Reference } from '../model/reference.ts';

/** Findings to leave out; `object` is `namespace/name`, `name`, or `*`. */
export interface Ignored {
  readonly code: string;
  readonly object: string;
}

interface Left {
  readonly findings: readonly Finding[];
  /** How many findings were left out, consequences included. */
  readonly count: number;
  /** Those that matched no finding. */
  readonly unused: readonly Ignored[];
}

/** Leaves findings out. A cause takes its consequences with it, or they would appear as causes themselves. */
export function leaveOut(findings: readonly Finding[], ignored: readonly Ignored[]): Left {
  const matches = (each: Ignored, finding: Finding) => each.code === finding.code && means(each.object, finding.object);
  const isIgnored = (finding: Finding) => ignored.some((each) => matches(each, finding));
  const gone = new Set(findings.filter(isIgnored).map(identity));
  const left = findings.filter((each) => !gone.has(identity(each)) && !(each.cause && gone.has(identity(each.cause))));
  return {
    findings: left,
    count: findings.length - left.length,
    unused: ignored.filter((each) => !findings.some((finding) => matches(each, finding))),
  };
}

function means(object: string, { namespace, name }: Reference): boolean {
  return object === '*' || object === name || object === `${namespace ?? ''}/${name}`;
}

function identity({ code, object }: Pick<Finding, 'code' | 'object'>): string {
  return `${code} ${keyOf(object)}`;
}
