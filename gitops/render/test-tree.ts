import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';

type Tree = Readonly<Record<string, string>>;

/** A folder with these files, by their paths in it, which is gone after the `describe`; for tests. */
export function temporaryTree(tree: Tree) {
  const { folder, file } = temporaryFiles();
  /** Writes more files, or other texts of these. */
  const add = (more: Tree) => {
    for (const [path, content] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      file(path, content);
    }
  };
  add(tree);
  return { folder, add };
}
