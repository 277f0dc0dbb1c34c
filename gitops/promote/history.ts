import type { Relation } from './decision.ts';
import { GitError, type Git } from './git.ts';

/** How the commit `to` stands to `of`, as far as the clone knows both. */
export async function relate(git: Git, of: string, to: string): Promise<Relation> {
  if (of === to) return 'same';
  try {
    await git(['rev-parse', '--verify', '--quiet', `${of}^{commit}`]);
    await git(['rev-parse', '--verify', '--quiet', `${to}^{commit}`]);
  } catch (error) {
    if (error instanceof GitError) return 'unknown';
    throw error;
  }
  if (await isAncestor(git, of, to)) return 'descendant';
  return (await isAncestor(git, to, of)) ? 'ancestor' : 'diverged';
}

async function isAncestor(git: Git, of: string, to: string): Promise<boolean> {
  try {
    await git(['merge-base', '--is-ancestor', of, to]);
    return true;
  } catch (error) {
    if (error instanceof GitError && error.status === 1) return false;
    throw error;
  }
}

/** What came after `from` until `to` and changed one of these paths, a line each, newest first; nothing where `from` is not known. */
export async function listCommits(
  git: Git,
  { from, to, paths }: { from: string; to: string; paths: readonly string[] },
): Promise<string[]> {
  try {
    const lines = await git(['log', '--no-merges', '--format=%s (%h)', `${from}..${to}`, '--', ...paths]);
    return lines === '' ? [] : lines.split('\n');
  } catch (error) {
    // Before the first promotion there is nothing to compare with.
    if (error instanceof GitError) return [];
    throw error;
  }
}
