import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { runCommand, type Command } from '#program/command.ts';

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly cwd?: string;
  /** The whole environment; that of the tests, in English, where none is given. */
  readonly env?: NodeJS.ProcessEnv;
  /** What is typed, or piped in. */
  readonly input?: string | readonly string[];
}

/** The environment of the tests without the language of whoever runs them. */
const inEnglish = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' });

/** Runs a command in this process, as `npm run` would in one of its own; for tests. */
export async function run(
  command: Command,
  argv: readonly string[],
  { cwd = process.cwd(), env = inEnglish(), input = '' }: Surroundings = {},
): Promise<Outcome> {
  const stdout = new PassThrough().setEncoding('utf8');
  const stderr = new PassThrough().setEncoding('utf8');
  const heard = { stdout: '', stderr: '' };
  stdout.on('data', (text: string) => (heard.stdout += text));
  stderr.on('data', (text: string) => (heard.stderr += text));
  const stdin = Readable.from([input].flat());
  const status = await runCommand(command, argv, { cwd, env, stdin, stdout, stderr });
  // The last output arrives a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  return { status, ...heard };
}

/**
 * Runs a program of this repository in a process of its own, as `npm run` does; to test what only a process shows.
 * @param module from the root of the repository
 */
export function runProgram(
  module: string,
  argv: readonly string[],
  { cwd = process.cwd(), env = inEnglish(), input = '' }: Surroundings = {},
): Outcome {
  const command = ['--import', import.meta.resolve('tsx'), resolve(module), ...argv];
  const options = { cwd, env, encoding: 'utf8', input: [input].flat().join('') } as const;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, command, options);
  if (status === null) throw new Error(`${module} was ended by ${String(signal)}: ${stderr}`);
  return { status, stdout, stderr };
}
