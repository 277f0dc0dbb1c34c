import { spawn } from 'node:child_process';
import { StartError } from '#program/start-error.ts';

/** What git said of a call that it ended with an error. */
export class GitError extends Error {
  override name = 'GitError';
  readonly status: number | null;

  constructor(words: readonly string[], status: number | null, said: string) {
    super(`git ${words[0] ?? ''}: ${said.trim() || `ended with ${String(status)}`}`);
    this.status = status;
  }
}

interface Options {
  /** Text for its standard input. */
  readonly input?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs git in one repository and gives its standard output, without white space around it. */
export type Git = (words: readonly string[], options?: Options) => Promise<string>;

/**
 * @param folder somewhere in the repository
 * @param env the environment git is run with; what it says is in English, so that it can be told apart
 * @returns a function that throws GitError where git fails, and StartError where there is none
 */
export function createGit(folder: string, env: NodeJS.ProcessEnv): Git {
  return (words, { input = '', env: more = {} } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn('git', words, {
        cwd: folder,
        env: { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...more },
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      child.on('error', (error) => {
        reject(new StartError([`git: ${error.message}: promotion needs git on the PATH`]));
      });
      child.on('close', (status) => {
        if (status === 0) resolve(stdout.trim());
        // `push --porcelain` tells what was refused on standard output.
        else reject(new GitError(words, status, `${stderr}${stdout}`));
      });
      // A git that ended already has closed its end.
      child.stdin.on('error', () => undefined).end(input);
    });
}
