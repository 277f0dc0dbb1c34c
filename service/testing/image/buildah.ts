import { join } from 'node:path';
import { outputOf } from '#program/run.ts';

/**
 * Runs buildah with a storage of its own.
 * @param driver vfs works on every file system; overlay, which is faster, not on all
 */
export function buildah(folder: string, args: readonly string[], driver: 'vfs' | 'overlay' = 'vfs'): Promise<string> {
  const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--storage-driver', driver];
  return outputOf('buildah', [...storage, ...args], { env: { ...process.env, TMPDIR: folder } });
}

/** Prints what is being done, for steps that take long. */
export function step(text: string): void {
  process.stdout.write(`    … ${text}\n`);
}
