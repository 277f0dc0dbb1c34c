import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from '#program/git.ts';

/** Makes a commit with another text of one file, and touches no working tree, index or branch. @returns its hash */
export async function commitFile(
  git: Git,
  { parent, file, text, message }: { parent: string; file: string; text: string; message: string },
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'promotion-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    const blob = await git(['hash-object', '-w', '--stdin'], { input: text });
    await git(['read-tree', parent], { env });
    await git(['update-index', '--cacheinfo', `100644,${blob},${file}`], { env });
    const tree = await git(['write-tree'], { env });
    return await git(['commit-tree', tree, '-p', parent, '-F', '-'], { input: message });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
