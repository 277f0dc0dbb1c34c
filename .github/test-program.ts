import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { run as runProgram, type Ended } from '#program/run.ts';

interface Options {
  readonly cwd?: string;
  /** Beside PATH, all that it gets. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program with nothing of the environment but PATH; for tests. */
export function run(program: string, words: readonly string[], { cwd, env }: Options = {}): Promise<Ended> {
  return runProgram(program, words, { cwd, env: { PATH: process.env.PATH, ...env } });
}

/** Runs a script of .github/steps; for tests. */
export function step(name: string, words: readonly string[], options?: Options): Promise<Ended> {
  return run(resolve('.github/steps', name), words, options);
}

/** What a program said that must end well. */
export async function succeed(ended: Promise<Ended>): Promise<string> {
  const { status, stdout, stderr } = await ended;
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Ends programs that were started, the last one first, and waits for it. */
export async function stopAll(started: readonly ChildProcess[]): Promise<void> {
  for (const child of [...started].reverse())
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
}
