import { realpathSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { StartError } from './start-error.ts';

/** The exit statuses of all commands; 0 is success, and 64 and 78 come from sysexits(3). */
export const EXIT = { problems: 1, couldNotJudge: 2, usage: 64, config: 78 } as const;

/** What a command reads from and writes to: the process's own, or a test's. */
export interface Terminal {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
}
/** Only a terminal has `isTTY`, `columns` and `hasColors`. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'hasColors'>>;

/** @returns the exit status @throws {StartError | UsageError} what its user can mend */
export type Command = (argv: readonly string[], terminal: Terminal) => number | Promise<number>;

/** The command line is wrong; the message says what was expected. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Help was asked for, so that nothing else is to be done. */
class HelpRequest extends Error {
  override name = 'HelpRequest';
}

/**
 * Reads a command line, as `parseArgs` does; --help and -h are options of every command, and end it with its help.
 * @param words whether there may be others than options
 */
export function parseLine<const O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  help: string,
  options: O,
  words: 'options alone' | 'any words' = 'options alone',
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>> {
  const isHelp = { type: 'boolean', short: 'h' } as const;
  const config = { args: [...argv], allowPositionals: words === 'any words', options: { ...options, help: isHelp } };
  const line = parseArgs(config);
  if ((line.values as { readonly help?: boolean }).help) throw new HelpRequest(help);
  return line;
}

/**
 * Runs a command. An error that its user can mend becomes lines on standard error and an exit status; any other is
 * thrown, because it is a bug.
 * @returns the exit status
 */
export async function runCommand(command: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await command(argv, terminal);
  } catch (error) {
    if (error instanceof HelpRequest) {
      terminal.stdout.write(error.message);
      return 0;
    }
    if (error instanceof StartError) {
      for (const problem of error.problems) terminal.stderr.write(`${problem}\n`);
      return EXIT.config;
    }
    if (error instanceof UsageError || isParseArgsError(error)) {
      terminal.stderr.write(`${error.message}\nSee --help.\n`);
      return EXIT.usage;
    }
    throw error;
  }
}

/**
 * Runs a command as this process if its module is the program that was started. For a module that is only imported it
 * does nothing, so that tests can run the command themselves.
 * @param url `import.meta.url` of the module
 */
export async function startProgram(url: string, command: Command): Promise<void> {
  const [, program, ...argv] = process.argv;
  if (program === undefined || realpathSync(program) !== realpathSync(fileURLToPath(url))) return;
  const { env, stdin, stdout, stderr } = process;
  process.exitCode = await runCommand(command, argv, { cwd: process.cwd(), env, stdin, stdout, stderr });
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
