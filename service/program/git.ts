import { outputOf, ProgramError, type RunOptions } from './run.ts';

/** Runs git in one folder, as `outputOf` does. */
export type Git = (words: readonly string[], options?: Pick<RunOptions, 'input' | 'env'>) => Promise<string>;

/**
 * What git says is in English, so that it can be told apart, and it never asks for a password.
 * @param folder somewhere in the repository
 * @param env the whole environment
 * @param timeLimit milliseconds for each call
 */
export function createGit(folder: string, env: Readonly<NodeJS.ProcessEnv> = process.env, timeLimit?: number): Git {
  return (words, { input = '', env: more } = {}) => {
    const all = { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...more };
    return outputOf('git', words, { cwd: folder, env: all, input, timeLimit });
  };
}

/** What git answers; undefined where it ends with another status than 0. @throws {StartError} where there is no git */
export async function tryGit(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProgramError) return undefined;
    throw error;
  }
}

/** How one commit stands to another; unknown: the clone lacks one of them. */
export type Relation = 'same' | 'descendant' | 'ancestor' | 'diverged' | 'unknown';

/** How the commit `to` stands to `of`, as far as the clone knows both. */
export async function relationOf(git: Git, of: string, to: string): Promise<Relation> {
  if (of === to) return 'same';
  const commitOf = (name: string) => tryGit(git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]));
  const [from, other] = [await commitOf(of), await commitOf(to)];
  if (from === undefined || other === undefined) return 'unknown';
  if (from === other) return 'same';
  const base = await tryGit(git(['merge-base', from, other]));
  if (base === from) return 'descendant';
  return base === other ? 'ancestor' : 'diverged';
}
