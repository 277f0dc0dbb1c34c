import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { StartError } from '#program/start-error.ts';
import { bootstrap } from '../../bootstrap/bootstrap.ts';
import type { World } from '../world.ts';

/**
 * Calls `npm run bootstrap` in the clone, as its user does.
 * @returns what it wrote
 * @throws {StartError} with that, where it ends with another status than 0
 */
export async function callBootstrap({ context, env, repository }: World, ...more: readonly string[]): Promise<string> {
  const output = new PassThrough();
  const said = text(output);
  const words = ['--context', context, '--environment', 'local', ...more];
  const status = await bootstrap(words, {
    ...{ cwd: repository.folder, env, stdin: process.stdin, stdout: output, stderr: output },
  });
  output.end();
  if (status !== 0) throw new StartError([`bootstrap ended with ${status}:\n${await said}`]);
  return await said;
}
