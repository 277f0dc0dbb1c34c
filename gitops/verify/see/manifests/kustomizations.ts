import { posix } from 'node:path';
import { contentOf } from './documents.ts';
import { folderOf, type TextFile } from './files.ts';

/** A kustomization file. */
export interface Kustomization {
  readonly file: string;
  readonly folder: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Only taken in by others. */
  readonly isComponent: boolean;
  /** The files and folders of the repository that it takes in. */
  readonly takes: readonly string[];
}

/** What kustomize takes for an address rather than a path (kustomize: api/internal/git/repospec.go). */
const ADDRESS = /^\w[\w+.-]*:\/\/|^git@|^github\.com\/|^[\w-]+(\.[\w-]+)+\/[\w.-]+\/.+(\/\/|\?)/;

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a file is what kustomize reads in a folder. */
export function isKustomization(path: string): boolean {
  return NAMES.includes(posix.basename(path));
}

/** What cannot be read takes nothing in: building it says why. */
export function kustomizationOf(file: TextFile): Kustomization {
  const { path } = file;
  const content = contentOf(file);
  const folder = folderOf(path);
  const entries = ['resources', 'bases', 'components', 'crds'].flatMap((field) => content[field] ?? []);
  return {
    ...{ file: path, folder, content, isComponent: content.kind === 'Component' },
    takes: entries.flatMap((entry) =>
      typeof entry === 'string' && !ADDRESS.test(entry) ? posix.join(folder, entry).replace(/\/$/, '') : [],
    ),
  };
}

/** What a kustomization needs that is not in the repository: addresses, charts and plugins. */
export function farInputs(kustomization: Kustomization, all: readonly Kustomization[]): readonly string[] {
  const files = filesOf(kustomization, all);
  return all
    .filter(({ file }) => files.has(file))
    .flatMap(({ content }) => {
      const list = (field: string) => (Array.isArray(content[field]) ? (content[field] as readonly unknown[]) : []);
      const charts = [...list('helmCharts'), ...list('helmChartInflationGenerator')] as readonly { name?: string }[];
      const entries = ['resources', 'bases', 'components', 'crds'].flatMap(list).map(String);
      return [...charts.map(({ name = '' }) => `chart ${name}`), ...entries.filter((entry) => ADDRESS.test(entry))];
    });
}

/** The kustomizations that no other takes in. */
export function topOf(all: readonly Kustomization[]): readonly Kustomization[] {
  const taken = new Set(all.flatMap(({ takes }) => takes));
  return all.filter(({ folder, isComponent }) => !isComponent && !taken.has(folder));
}

/** The files that a kustomization takes in, and those of the kustomizations that it takes in. */
export function filesOf(kustomization: Kustomization, all: readonly Kustomization[]): ReadonlySet<string> {
  const byFolder = new Map(all.map((each) => [each.folder, each]));
  const files = new Set<string>([kustomization.file]);
  const follow = ({ takes }: Kustomization): void => {
    for (const path of takes) {
      const next = byFolder.get(path);
      const file = next?.file ?? path;
      if (files.has(file)) continue;
      files.add(file);
      if (next) follow(next);
    }
  };
  follow(kustomization);
  return files;
}
