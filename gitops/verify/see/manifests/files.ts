import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGit, tryGit } from '#program/git.ts';
import { StartError } from '#program/start-error.ts';

/** A file that may hold manifests. */
export interface TextFile {
  /** Relative to the folder that is judged, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Folders whose files no cluster is given, and that no tool of the field renders. */
const LEFT_OUT = ['node_modules', 'testdata', '.git'];

/**
 * The YAML and JSON files of a folder, sorted: those that git does not ignore or, without git, all. Templates of charts
 * are left out, because they are no YAML.
 */
export async function readTextFiles(root: string): Promise<readonly TextFile[]> {
  const paths = (await trackedIn(root)) ?? walk(root);
  const isTemplate = (path: string): boolean =>
    /(^|\/)templates\//.test(path) && existsSync(join(root, path.replace(/(^|\/)templates\/.*$/, '$1Chart.yaml')));
  return paths
    .filter((path) => /\.(ya?ml|json)$/.test(path))
    .filter((path) => !path.split('/').some((part) => LEFT_OUT.includes(part)))
    .filter((path) => !isTemplate(path) && existsSync(join(root, path)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

async function trackedIn(root: string): Promise<readonly string[] | undefined> {
  const git = createGit(root, undefined, 10_000);
  try {
    const listed = await tryGit(git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']));
    return listed?.split('\0').filter((path) => path !== '');
  } catch (error) {
    if (error instanceof StartError) return undefined;
    throw error;
  }
}

function walk(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
}

/** Whether a folder of the repository has a file. */
export function hasFile(root: string, ...path: readonly string[]): boolean {
  return existsSync(join(root, ...path));
}

/** The folder of a file; `.` for one at the root. */
export function folderOf(path: string): string {
  return dirname(path).replaceAll('\\', '/');
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
