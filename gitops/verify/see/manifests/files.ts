import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { createGit, tryGit } from '#program/git.ts';
import { StartError } from '#program/start-error.ts';
import type { Unreadable } from './place.ts';

/** A file that may hold manifests. */
export interface TextFile {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The files of a repository, and which of them are meant. */
interface Files {
  /** Of the repository; absolute. */
  readonly root: string;
  /** The folder that is judged, with `/` at its end; empty where it is the root. */
  readonly within: string;
  /** Of the whole repository, because what is judged may take in others. */
  readonly files: readonly TextFile[];
  readonly unreadable: readonly Unreadable[];
}

/** A program that makes manifests, and that nothing here runs. */
export function isJsonnet({ path }: TextFile): boolean {
  return path.endsWith('.jsonnet');
}

/** What kustomize reads in a folder. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Folders whose files no cluster is given, and that no tool of the field renders. */
const LEFT_OUT = ['node_modules', 'testdata', '.git'];

/**
 * The YAML, JSON and jsonnet files of the repository that a folder is in, sorted: those that git does not ignore. Without git, or
 * where git ignores the folder, all of the folder. Templates of charts are left out, because they are no YAML.
 * @param folder absolute
 */
export async function readTextFiles(folder: string): Promise<Files> {
  const { root, within, paths } = (await trackedAround(folder)) ?? { root: folder, within: '', paths: walk(folder) };
  const isTemplate = (path: string): boolean =>
    [...path.matchAll(/(?<=^|\/)templates\//g)].some(({ index }) =>
      existsSync(join(root, path.slice(0, index), 'Chart.yaml')),
    );
  const isLeftOut = (path: string): boolean => {
    const own = path.startsWith(within) ? path.slice(within.length) : path;
    return own.split('/').some((part) => LEFT_OUT.includes(part));
  };
  const files: TextFile[] = [];
  const unreadable: Unreadable[] = [];
  for (const path of [...paths].sort()) {
    if (!/\.(ya?ml|json|jsonnet)$/.test(path) && !KUSTOMIZATION_NAMES.includes(posix.basename(path))) continue;
    if (isLeftOut(path) || isTemplate(path)) continue;
    try {
      // A link may lead nowhere, or to a folder.
      if (statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
        files.push({ path, text: readFileSync(join(root, path), 'utf8') });
    } catch (error) {
      const message = (error as NodeJS.ErrnoException).code ?? String(error);
      unreadable.push({ place: { file: path, line: 1, column: 1 }, message });
    }
  }
  return { root, within, files, unreadable };
}

/** What git has; undefined where it has nothing of the folder. */
async function trackedAround(named: string) {
  const folder = realpathSync(named);
  const git = createGit(folder, undefined, 10_000);
  try {
    const top = await tryGit(git(['rev-parse', '--show-cdup']));
    if (top === undefined) return undefined;
    const root = join(folder, top);
    const within = top === '' ? '' : `${relative(root, folder).replaceAll('\\', '/')}/`;
    const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--full-name'];
    const listed = await tryGit(git([...words, '--', ':/']));
    const paths = listed?.split('\0').filter((path) => path !== '') ?? [];
    return paths.some((path) => path.startsWith(within)) ? { root, within, paths } : undefined;
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
