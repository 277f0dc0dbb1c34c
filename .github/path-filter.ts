import { minimatch } from 'minimatch';

/**
 * Whether a path passes a list of patterns. The last pattern that matches decides, and `!` excludes: the rule of
 * `on.push.paths` in workflows, and of .gitignore and .dockerignore; for tests.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function passes(patterns: readonly string[], path: string): boolean {
  const last = patterns.findLast((pattern) => minimatch(path, pattern.replace(/^!/, ''), { dot: true }));
  return last !== undefined && !last.startsWith('!');
}
