import { realpathSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { inLanguage, LANGUAGES, languageOf, type Text } from './language.ts';
import { StartError } from './start-error.ts';

/**
 * The exit statuses of all commands; 0 is success, and 64, 74 and 78 come from sysexits(3). Any command ends with 74 where
 * its output cannot be written, as on a full disk, and with 141 where nobody reads it any more, as before `head`: 128 and
 * the number of SIGPIPE, of which other programs die there, and which Node ignores.
 */
export const EXIT = { problems: 1, couldNotJudge: 2, usage: 64, output: 74, config: 78, nobodyReads: 141 } as const;

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
  readonly text: string | Text;

  constructor(text: string | Text) {
    super(inLanguage(text, 'en'));
    this.text = text;
  }
}

/** Help, or the version, was asked for, so that nothing else is to be done. */
export class TextRequest extends Error {
  override name = 'TextRequest';
  readonly text: string | Text;

  constructor(text: string | Text) {
    super('a text was asked for');
    this.text = text;
  }
}

/** The line of help for --lang, which every command has whose help is in more than one language. */
export const LANG_HELP: Text = {
  en: 'en or ko (default: as LC_ALL, LC_MESSAGES or LANG says, else en)',
  ko: 'en 또는 ko (기본값: LC_ALL, LC_MESSAGES, LANG 순으로 따르고, 없으면 en)',
};

/**
 * Reads a command line, as `parseArgs` does; --help and -h are options of every command, and end it with its help. Where
 * the help is in more than one language, --lang is an option too, which `languageOf` reads.
 * @param words whether there may be others than options
 * @throws {UsageError}
 */
export function parseLine<const O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  help: string | Text,
  options: O,
  words: 'options alone' | 'any words' = 'options alone',
): ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>> {
  const more = { help: { type: 'boolean', short: 'h' }, ...(typeof help !== 'string' && { lang: { type: 'string' } }) };
  const config = { args: [...argv], allowPositionals: words === 'any words', options: { ...options, ...more } };
  let line;
  try {
    line = parseArgs(config as typeof config & { options: O });
  } catch (error) {
    throw isParseArgsError(error) ? new UsageError(typeof help === 'string' ? error.message : explain(error)) : error;
  }
  const { help: isHelp, lang } = line.values as { readonly help?: boolean; readonly lang?: string };
  if (isHelp) throw new TextRequest(help);
  if (lang && !LANGUAGES.some((language) => language === lang))
    throw new UsageError({
      en: `--lang ${lang}: expected ${LANGUAGES.join(', ')}`,
      ko: `--lang ${lang}: ${LANGUAGES.join(', ')} 중 하나여야 합니다`,
    });
  return line;
}

/**
 * Runs a command. An error that its user can mend becomes lines on standard error and an exit status; any other is
 * thrown, because it is a bug.
 * @returns the exit status
 */
export async function runCommand(command: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  const say = (text: string | Text) => inLanguage(text, languageOf(argv, terminal.env));
  try {
    return await command(argv, terminal);
  } catch (error) {
    if (error instanceof TextRequest) {
      terminal.stdout.write(say(error.text));
      return 0;
    }
    if (error instanceof StartError) {
      for (const text of error.texts) terminal.stderr.write(`${say(text)}\n`);
      return EXIT.config;
    }
    if (error instanceof UsageError) {
      const hint = typeof error.text === 'string' ? SEE_HELP.en : say(SEE_HELP);
      terminal.stderr.write(`${say(error.text)}\n${hint}\n`);
      return EXIT.usage;
    }
    throw error;
  }
}

const SEE_HELP: Text = { en: 'See --help.', ko: '--help를 참고하세요.' };

/**
 * Runs a command as this process if its module is the program that was started. For a module that is only imported it
 * does nothing, so that tests can run the command themselves.
 *
 * Standard output that cannot be written ends the process at once ({@link EXIT}), or is noted and done without where it
 * `isServer`, whose output is only beside its work. Standard error is beside the work of all.
 * @param url `import.meta.url` of the module
 */
export async function startProgram(url: string, command: Command, { isServer = false } = {}): Promise<void> {
  const [, program, ...argv] = process.argv;
  if (program === undefined || realpathSync(program) !== realpathSync(fileURLToPath(url))) return;
  const { env, stdin, stdout, stderr } = process;
  const say = (text: Text) => void stderr.write(`${text[languageOf(argv, env)]}\n`);
  stderr.on('error', () => undefined);
  stdout.once('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' && !isServer) process.exit(EXIT.nobodyReads);
    say({
      en: `standard output: ${message}${isServer ? '; this goes on without it' : ''}`,
      ko: `표준 출력: ${message}${isServer ? '. 출력 없이 계속합니다' : ''}`,
    });
    if (!isServer) process.exit(EXIT.output);
    stdout.on('error', () => undefined);
  });
  process.exitCode = await runCommand(command, argv, { cwd: process.cwd(), env, stdin, stdout, stderr });
  // An error of the last output arrives a moment later.
  await new Promise(setImmediate);
}

function isParseArgsError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}

/** What parseArgs says, which says it in English. */
function explain({ code, message }: Error & { readonly code: string }): Text {
  const [, word = ''] = /'(.*?)(?: <value>)?'/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return { en: message, ko: `${word}: 없는 옵션입니다` };
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return { en: message, ko: `${word}: 옵션만 받습니다` };
  const takesNone = message.includes('does not take');
  return { en: message, ko: takesNone ? `${word}: 값을 받지 않는 옵션입니다` : `${word}: 값이 필요합니다` };
}
