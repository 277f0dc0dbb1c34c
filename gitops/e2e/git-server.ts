import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf } from '#program/run.ts';
import { StartError } from '#program/start-error.ts';

export interface GitServer {
  stop(): void;
}

interface Options {
  /** Every bare repository below it can be fetched, and none pushed to. */
  readonly folder: string;
  readonly address: string;
  readonly port: string;
}

/** Serves bare repositories to Argo CD, as `git://address:port/name.git`. @throws {StartError} where it cannot listen */
export async function startGitServer({ folder, address, port }: Options): Promise<GitServer> {
  const program = join(await outputOf('git', ['--exec-path']), 'git-daemon');
  const server = spawn(
    program,
    [
      '--verbose',
      '--reuseaddr',
      '--export-all',
      `--listen=${address}`,
      `--port=${port}`,
      `--base-path=${folder}`,
      folder,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  process.once('exit', () => server.kill());
  let words = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  server.on('error', (error) => (words += error.message));
  for (let tries = 0; tries < 50; tries++) {
    if (server.exitCode !== null || words.includes('ENOENT')) break;
    // What it says once it listens. Whether somebody answers tells nothing: it may be another server.
    if (words.includes('Ready to rumble')) return { stop: () => server.kill() };
    await sleep(100);
  }
  server.kill();
  throw new StartError([`git cannot listen on ${address}:${port}: ${words.trim() || 'no answer'}`]);
}
