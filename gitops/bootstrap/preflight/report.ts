import type { Finding } from './sight.ts';

const WORDS = { obstacle: 'in the way', notice: 'to know' } as const;

export function isObstacle({ level }: Finding): boolean {
  return level === 'obstacle';
}

/** What a user should know, a line each. */
export function tell(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ level, seen, next }) => [
    `${WORDS[level].padEnd(WORDS.obstacle.length)}  ${seen}`,
    `${'next'.padStart(WORDS.obstacle.length)}  ${next}`,
  ]);
}

/** How many obstacles there are, in a sentence. */
export function verdict(findings: readonly Finding[]): string {
  const { length } = findings.filter(isObstacle);
  if (length === 0) return 'Nothing stands in the way.';
  return `${length === 1 ? 'One thing stands' : `${length} things stand`} in the way: nothing was written.`;
}
