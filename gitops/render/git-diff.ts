import { ProgramError, run } from '#program/run.ts';

/**
 * How a text differs from a file, as git shows it, from the first `@@` on.
 * @param file its path, which starts from `cwd`
 * @throws {StartError} where git is not installed
 */
export async function differenceFrom(
  file: string,
  text: string,
  { colour, cwd, env }: { colour: boolean; cwd: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const words = ['--no-index', '--no-ext-diff', '--unified=5', `--color=${colour ? 'always' : 'never'}`];
  const ended = await run('git', ['diff', ...words, '--', file, '-'], { cwd, env, input: text });
  if (ended.status !== 0 && ended.status !== 1) throw new ProgramError('git', ['diff'], ended);
  const lines = ended.stdout.split('\n');
  return lines.slice(lines.findIndex((line) => line.includes('@@'))).join('\n');
}
