import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface TemporaryFiles {
  readonly folder: string;
  /** Writes a file into the folder. @returns its path */
  readonly file: (name: string, content: string) => string;
}

/** A folder for the files of one `describe`, which is deleted after it; for tests. */
export function temporaryFiles(): TemporaryFiles {
  const folder = mkdtempSync(join(tmpdir(), 'mrdebugger-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    file(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
