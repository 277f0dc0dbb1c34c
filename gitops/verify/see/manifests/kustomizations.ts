import { posix } from 'node:path';
import type { RenderedObject } from '../../../render/objects.ts';
import { contentOf, documentsOf } from './documents.ts';
import { folderOf, KUSTOMIZATION_NAMES, type TextFile } from './files.ts';
import { namedIn } from './kustomization-fields.ts';
import { isMap, valueAt } from './origin/field-path.ts';

/** A kustomization file. */
export interface Kustomization {
  readonly file: string;
  readonly folder: string;
  readonly content: Content;
  /** Only taken in by others. */
  readonly isComponent: boolean;
  /** The files and folders of the repository that it takes in. */
  readonly takes: readonly string[];
  /** What it takes in that is not in the repository: addresses, charts, and what plugins make. */
  readonly far: readonly string[];
  /** Whether it has charts that helm is to render. */
  readonly hasCharts: boolean;
}

type Content = Readonly<Record<string, unknown>>;

/** What kustomize takes for an address rather than a path (kustomize: api/internal/git/repospec.go). */
const ADDRESS = /^(git::|gh:|[a-z][a-z\d+.-]*:\/\/|[\w.-]+@[\w.-]+[:/]|github\.com[:/])|_git\//i;

const OF_KUSTOMIZE = 'kustomize.config.k8s.io/';

const PLUGINS = ['generators', 'transformers', 'validators'];

/** The kustomizations among files; what cannot be read takes nothing in: building it says why. */
export function kustomizationsIn(files: readonly TextFile[]): readonly Kustomization[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.flatMap((file) => {
    if (!KUSTOMIZATION_NAMES.includes(posix.basename(file.path))) return [];
    const folder = folderOf(file.path);
    const content = contentOf(file);
    // Other programs have files of this name, too.
    const { apiVersion } = content;
    if (typeof apiVersion === 'string' && apiVersion !== '' && !apiVersion.startsWith(OF_KUSTOMIZE)) return [];
    const plugins = PLUGINS.flatMap((field) => textsIn(content[field]));
    const entries = namedIn(content).map(({ name }) => name);
    const pathOf = (entry: string) => posix.join(folder, entry).replace(/(?<=.)\/$/, '');
    const pluginTexts = plugins.map((entry) =>
      entry.includes('\n') ? { path: file.path, text: entry } : byPath.get(pathOf(entry)),
    );
    const charts = mapsIn(content, 'helmCharts');
    const home = valueAt(content, ['helmGlobals', 'chartHome']);
    // kustomize keeps a chart that it has fetched under its version.
    const isAtHand = ({ name, version, repo }: Content) => {
      const above = typeof version === 'string' && repo ? `${String(name)}-${version}` : '.';
      const [inHome = 'charts'] = textsIn(home);
      return byPath.has(posix.join(folder, inHome, above, String(name), 'Chart.yaml'));
    };
    const farCharts = [
      ...charts.filter((chart) => !isAtHand(chart)),
      ...mapsIn(content, 'helmChartInflationGenerator'),
    ];
    return {
      ...{ file: file.path, folder, content, isComponent: content.kind === 'Component', hasCharts: charts.length > 0 },
      takes: entries.filter((entry) => !ADDRESS.test(entry)).map(pathOf),
      far: [
        ...farCharts.map(chartOf),
        ...pluginTexts.flatMap((each) => (each ? documentsOf(each).objects.flatMap(madeBy) : [])),
        ...entries.filter((entry) => ADDRESS.test(entry)),
      ],
    };
  });
}

function textsIn(value: unknown): readonly string[] {
  return [value].flat().filter((each) => typeof each === 'string' && each !== '') as readonly string[];
}

function mapsIn(content: Content, field: string): readonly Content[] {
  return [content[field]].flat().filter(isMap);
}

function chartOf({ name, chartName = name }: Content): string {
  return `chart ${String(chartName)}`;
}

/** What a plugin makes that is no part of kustomize, or that needs helm. */
function madeBy(plugin: RenderedObject): readonly string[] {
  if (plugin.kind === 'HelmChartInflationGenerator') return [chartOf(plugin)];
  return plugin.apiVersion === 'builtin' ? [] : [`plugin ${plugin.kind}`];
}

/** A kustomization, and those that it takes in. */
export function takenIn(kustomization: Kustomization, all: readonly Kustomization[]): readonly Kustomization[] {
  const files = filesOf(kustomization, all);
  return all.filter(({ file }) => files.has(file));
}

/** What a kustomization needs that is not in the repository, with those that it takes in. */
export function farInputs(kustomization: Kustomization, all: readonly Kustomization[]): readonly string[] {
  return takenIn(kustomization, all).flatMap(({ far }) => far);
}

/** The kustomizations that no other takes in; of those that take in each other, the first. */
export function topOf(all: readonly Kustomization[]): readonly Kustomization[] {
  const taken = new Set(all.flatMap(({ takes }) => takes));
  const candidates = all.filter(({ isComponent }) => !isComponent);
  const tops = new Map<string, Kustomization>();
  const seen = new Set<string>();
  for (const each of [...candidates.filter(({ folder }) => !taken.has(folder)), ...candidates]) {
    if (seen.has(each.file) || tops.has(each.folder)) continue;
    tops.set(each.folder, each);
    for (const file of filesOf(each, all)) seen.add(file);
  }
  return [...tops.values()];
}

/** A repository may have hundreds, and what each takes in is asked for. */
const BY_FOLDER = new WeakMap<readonly Kustomization[], ReadonlyMap<string, Kustomization>>();

/** The files that a kustomization takes in, and those of the kustomizations that it takes in. */
export function filesOf(kustomization: Kustomization, all: readonly Kustomization[]): ReadonlySet<string> {
  const byFolder = BY_FOLDER.get(all) ?? new Map(all.map((each) => [each.folder, each]));
  BY_FOLDER.set(all, byFolder);
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
