import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { StartError } from './start-error.ts';

/** How a program ended, and what it said. */
export interface Ended {
  /** null where a signal ended it, that of the time limit too. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  /** The whole environment; that of this process where none is given. */
  readonly env?: Readonly<NodeJS.ProcessEnv> | undefined;
  /** Text for its standard input. */
  readonly input?: string;
  /** Milliseconds until it is killed; without it, it has all the time it takes. */
  readonly timeLimit?: number | undefined;
}

/** A program that cannot be started. */
export class NotStartedError extends StartError {
  /** As the operating system says it, such as ENOENT. */
  readonly code: string;

  constructor(problem: string, code: string) {
    super([problem]);
    this.code = code;
  }
}

/** What a program said that ended with another status than 0. */
export class ProgramError extends Error {
  override name = 'ProgramError';
  readonly status: number | null;

  constructor(program: string, words: readonly string[], { status, stdout, stderr }: Ended) {
    // Some tell on standard output what they refuse.
    const said = `${stderr}${stdout}`.trim();
    super(`${[program, ...words.slice(0, 1)].join(' ')}: ${said || `ended with ${status ?? 'a signal'}`}`);
    this.status = status;
  }
}

/**
 * Runs a program to its end, whatever that is.
 * @param program its path, or its name on the PATH
 * @throws {NotStartedError}
 */
export function run(
  program: string,
  words: readonly string[] = [],
  { cwd, env, input = '', timeLimit }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, timeout: timeLimit, killSignal: 'SIGKILL', maxBuffer: Infinity } as const;
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      if (error && child.pid === undefined) reject(notStarted(program, cwd, error as NodeJS.ErrnoException));
      else resolve({ status: child.exitCode, stdout, stderr });
    });
    // A program may end before it has read everything; its status tells why.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** Runs a program and gives its standard output, without white space around it. @throws {ProgramError | NotStartedError} */
export async function outputOf(program: string, words?: readonly string[], options?: RunOptions): Promise<string> {
  const ended = await run(program, words, options);
  if (ended.status !== 0) throw new ProgramError(program, words ?? [], ended);
  return ended.stdout.trim();
}

function notStarted(program: string, cwd: string | undefined, { code = '', message }: NodeJS.ErrnoException) {
  if (code !== 'ENOENT') return new NotStartedError(`${program}: ${message}`, code);
  if (cwd !== undefined && !existsSync(cwd)) return new NotStartedError(`${cwd}: no such folder`, code);
  return new NotStartedError(
    program.includes('/') ? `${program}: no such program` : `${program} is not on the PATH`,
    code,
  );
}
