import { posix } from 'node:path';
import { parseDocument, visit } from 'yaml';
import { documentsOf } from './documents.ts';
import { hasFile, type TextFile } from './files.ts';
import { filesOf, type Kustomization } from './kustomizations.ts';
import { positionsOf, type Place, type Unreadable } from './place.ts';

interface Repository {
  /** Absolute. */
  readonly root: string;
  readonly files: readonly TextFile[];
  readonly kustomizations: readonly Kustomization[];
}

/** In the files of a kustomization: what cannot be read, and names of files that are not there. */
export function brokenInputs(
  kustomization: Kustomization,
  { root, files, kustomizations }: Repository,
): readonly Unreadable[] {
  const own = filesOf(kustomization, kustomizations);
  return files
    .filter(({ path }) => own.has(path))
    .flatMap((file) => {
      const { folder = '.', takes = [] } = kustomizations.find((each) => each.file === file.path) ?? {};
      const absent = takes.filter((path) => !hasFile(root, path));
      return [
        ...documentsOf(file).problems,
        ...absent.map((path) => ({ place: placeOfPath(file, folder, path), message: `${path}: no such file` })),
      ];
    });
}

/** Where a kustomization names a path, which is told from the root of the repository. */
function placeOfPath({ path: file, text }: TextFile, folder: string, path: string): Place {
  let offset = 0;
  visit(parseDocument(text), {
    Scalar(_, { value, range }) {
      const isIt = posix.join(folder, String(value).replace(/^[^/=]*=/, '')).replace(/(?<=.)\/$/, '') === path;
      if (isIt) offset = range?.[0] ?? 0;
      return isIt ? visit.BREAK : undefined;
    },
  });
  return { file, ...positionsOf(text)(offset) };
}
