import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs buildah with a storage of its own.
 * @param driver vfs works on every file system; overlay does not copy all of an image for each step
 */
export function buildah(folder: string, args: readonly string[], driver: 'vfs' | 'overlay' = 'vfs'): Promise<string> {
  const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', driver];
  return run('buildah', [...storage, ...args], { ...process.env, TMPDIR: folder });
}

/** @returns what the program wrote to standard output @throws with everything it wrote */
export async function run(program: string, args: readonly string[], env = process.env): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error([message, stdout, stderr].join('\n'), { cause: error });
  }
}

/** Says what takes so long. */
export function step(text: string): void {
  process.stdout.write(`    … ${text}\n`);
}
