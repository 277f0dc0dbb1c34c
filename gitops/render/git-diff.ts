import { spawnSync } from 'node:child_process';
import { StartError } from '#program/start-error.ts';

/**
 * How a text differs from a file, as git shows it, from the first `@@` on.
 * @throws {StartError} where git is not installed
 */
export function differenceFrom(file: string, text: string, { colour = false } = {}): string {
  const words = ['--no-index', '--no-ext-diff', '--unified=5', `--color=${colour ? 'always' : 'never'}`];
  const { status, stdout, stderr, error } = spawnSync('git', ['diff', ...words, '--', file, '-'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw new StartError([`git, which shows the difference: ${error.message}`]);
  if (status !== 0 && status !== 1) throw new Error(`git diff ended with ${String(status)}: ${stderr}`);
  const lines = stdout.split('\n');
  return lines.slice(lines.findIndex((line) => line.includes('@@'))).join('\n');
}
