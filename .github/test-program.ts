import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { run as runProgram, type Ended } from '#program/run.ts';

interface Options {
  readonly cwd?: string;
  /** Its whole environment besides PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program in an environment that has only PATH and what is given; for tests. */
export function run(program: string, words: readonly string[], { cwd, env }: Options = {}): Promise<Ended> {
  return runProgram(program, words, { cwd, env: { PATH: process.env.PATH, ...env } });
}

/** Runs a script of .github/steps; for tests. */
export function step(name: string, words: readonly string[], options?: Options): Promise<Ended> {
  return run(resolve('.github/steps', name), words, options);
}

/** The standard output of a program, which must end with status 0. */
export async function succeed(ended: Promise<Ended>): Promise<string> {
  const { status, stdout, stderr } = await ended;
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Ends programs, the last started one first, and waits until they have ended. */
export async function stopAll(started: readonly ChildProcess[]): Promise<void> {
  for (const child of [...started].reverse())
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
}
