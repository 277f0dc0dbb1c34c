import { StartError } from './start-error.ts';

/** Exit statuses of every command here; 0 is fine, and 64 and 78 are those of sysexits(3). */
export const EXIT = { problems: 1, couldNotJudge: 2, usage: 64, config: 78 } as const;

/** The words of a command line are wrong; the message says what was expected. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Runs a command: what its user can mend becomes lines on standard error and an exit status; all else is thrown on,
 * because it is a mistake of ours.
 */
export async function runCommand(main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof StartError) {
      for (const problem of error.problems) process.stderr.write(`${problem}\n`);
      process.exitCode = EXIT.config;
    } else if (error instanceof UsageError || isParseArgsError(error)) {
      process.stderr.write(`${error.message}\nSee --help.\n`);
      process.exitCode = EXIT.usage;
    } else throw error;
  }
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
