import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/**
 * Acts with an empty folder that is gone afterwards, also where the process ends before, as by `process.exit`.
 * @param prefix what its name begins with
 */
export async function withTemporaryFolder<T>(prefix: string, act: (folder: string) => Promise<T>): Promise<T> {
  if (folders.size === 0) process.once('exit', removeAll);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  folders.add(folder);
  try {
    return await act(folder);
  } finally {
    remove(folder);
    if (folders.size === 0) process.off('exit', removeAll);
  }
}

function removeAll(): void {
  for (const folder of folders) remove(folder);
}
