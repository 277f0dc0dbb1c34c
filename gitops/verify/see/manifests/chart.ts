import { join, posix } from 'node:path';
import type { Text } from '#program/language.ts';
import type { Helm, Release, Templated } from '../../../render/helm.ts';
import type { HelmOptions, WrittenSource } from './application.ts';
import type { Fill } from './application-variables.ts';
import { hasFile } from './files.ts';
import { matchesGlob } from '../glob.ts';

/** A chart of the repository, and what it is filled with; all paths are relative to the root. */
export interface Chart {
  readonly folder: string;
  readonly release: Release;
}

/** Why it is not known what fills a chart, or why Argo CD cannot fill it either. */
type NotRead = { readonly unseen: Text } | { readonly broken: string };

interface Around {
  readonly root: string;
  /** All files of the repository. */
  readonly paths: readonly string[];
  /** What others name by `$ref/`, where there are several sources, and whether each is in this repository. */
  readonly refs: ReadonlyMap<string, boolean> | undefined;
  /** What the Application gives. */
  readonly name: string;
  readonly namespace: string;
  readonly fill: Fill;
}

/** Names that several files may have. */
const PATTERN = /[*?[]/;

/**
 * What Argo CD calls helm with for a source.
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.7/reposerver/repository/repository.go, helmTemplate
 */
export function readChart(folder: string, options: HelmOptions, around: Around): Chart | NotRead {
  const { root, paths, name, namespace, fill } = around;
  const { valueFiles = [], parameters = [], fileParameters = [], values = '', valuesObject } = options;
  const named = valueFiles.map((file) => pathOf(file, folder, around));
  const ofParameters = fileParameters.map((each) => pathOf(each.path, folder, around));
  const wrong = [...named, ...ofParameters].find((each) => typeof each !== 'string');
  if (typeof wrong === 'object') return wrong;
  const files = (named as readonly string[]).flatMap((path) => {
    if (!PATTERN.test(path)) return [path];
    // What is named by itself has its own place.
    return paths.filter((each) => matchesGlob(path, each, '/') && !named.includes(each));
  });
  const nothing = (named as readonly string[]).findIndex(
    (path) => PATTERN.test(path) && !paths.some((each) => matchesGlob(path, each)),
  );
  const mayBeAbsent = options.ignoreMissingValueFiles === true;
  if (nothing !== -1 && !mayBeAbsent)
    return { broken: `values file glob "${valueFiles[nothing] ?? ''}" matched no files` };
  return {
    folder,
    release: {
      ...{ name: options.releaseName ?? name, namespace: options.namespace ?? namespace },
      ...{ values: valuesObject ?? values, apiVersions: options.apiVersions ?? [] },
      ...(options.kubeVersion === undefined ? {} : { kubeVersion: options.kubeVersion }),
      valueFiles: [...new Set(files)].filter((file) => !mayBeAbsent || hasFile(root, file)),
      parameters: parameters.map(({ value = '', ...each }) => ({ ...each, value: escaped(fill(value)) })),
      fileParameters: fileParameters.map((each, index) => ({
        ...each,
        path: (ofParameters as readonly string[])[index] ?? '',
      })),
      without: (['skipCrds', 'skipTests', 'skipSchemaValidation'] as const).filter((each) => options[each]),
    },
  };
}

/** Where a file is that an Application names. */
function pathOf(name: string, folder: string, { refs, fill }: Around): string | NotRead {
  const [, ref = '', inOther = ''] = (refs && /^\$([^/]*)(.*)$/s.exec(name)) ?? [];
  const isHere = refs?.get(ref);
  if (ref !== '' && isHere === undefined)
    return { broken: `source referenced "$${ref}", which is not one of the available sources` };
  const filled = fill(ref === '' ? name : inOther);
  if (isHere === false || filled.includes('://'))
    return { unseen: { en: `its values come from ${name}`, ko: `${name}의 값을 사용합니다` } };
  const path = filled.startsWith('/') ? posix.join('.', filled) : posix.join(folder, filled);
  return path.startsWith('../') ? { broken: `file '${filled}' resolved to outside repository root` } : path;
}

/** Renders a chart of a repository, or of a copy of it. @param root absolute @throws {HelmError} */
export async function renderChart(root: string, { folder, release }: Chart, helm: Helm): Promise<readonly Templated[]> {
  const { valueFiles = [], fileParameters = [] } = release;
  return await helm.render(join(root, folder), {
    ...release,
    valueFiles: valueFiles.map((file) => join(root, file)),
    fileParameters: fileParameters.map((each) => ({ ...each, path: escaped(join(root, each.path)) })),
  });
}

/**
 * Renders a copy of the repository in which a value is a marker.
 * @param folder that of the chart in the copy; absolute
 * @param source with the values that the Application gives
 */
export async function rerenderChart(folder: string, chart: Chart, { helm: options = {} }: WrittenSource, helm: Helm) {
  const { values = '', valuesObject, parameters = [] } = options;
  const filled = parameters.map(({ value = '', ...each }) => ({ ...each, value: escaped(value) }));
  const release = { ...chart.release, values: valuesObject ?? values, parameters: filled };
  const made = await renderChart(folder.slice(0, folder.length - chart.folder.length), { ...chart, release }, helm);
  return made.map(({ object }) => object);
}

/** helm takes a comma for the end of a parameter, but for one in a list. */
function escaped(value: string): string {
  return /^\{.*\}$/s.test(value) ? value : value.replaceAll(/(?<!\\),/g, '\\,');
}
