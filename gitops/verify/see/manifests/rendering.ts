import { join, posix } from 'node:path';
import { parse } from 'yaml';
import type { Text } from '#program/language.ts';
import { HelmError, type Helm } from '../../../render/helm.ts';
import { parseObjects, type RenderedObject } from '../../../render/objects.ts';
import { RenderError, type Renderer } from '../../../render/renderer.ts';
import { matchesGlob } from '../glob.ts';
import type { HelmOptions, KustomizeOptions, WrittenSource } from './application.ts';
import { brokenInputs } from './broken-inputs.ts';
import { documentsOf, mayHoldObjects } from './documents.ts';
import { withOptions } from './edited-copy.ts';
import { hasFile, type TextFile } from './files.ts';
import { farInputs, type Kustomization } from './kustomizations.ts';
import { placeText, type Unreadable } from './place.ts';

/** What a source became. */
export type Rendering =
  | {
      readonly is: 'rendered';
      readonly objects: readonly RenderedObject[];
      /** The folder of a kustomization. */
      readonly folder?: string;
      /** The files of plain manifests. */
      readonly files?: readonly string[];
    }
  /** It could not be looked at. */
  | { readonly is: 'unseen'; readonly why: Text }
  /** Argo CD will not be able to render it either. */
  | { readonly is: 'broken'; readonly message: string; readonly problems?: readonly Unreadable[] };

export interface Tools {
  /** Absolute. */
  readonly root: string;
  readonly files: readonly TextFile[];
  readonly kustomizations: readonly Kustomization[];
  readonly kustomize: Pick<Renderer, 'render'>;
  readonly helm: Helm | undefined;
}

/** Most programs that render at the same time. */
export const AT_ONCE = 4;

interface Release {
  readonly name: string;
  readonly namespace: string;
}

/**
 * Renders a source of this repository, as Argo CD tells by its fields and then by its files what it is.
 * @param others the sources of the same Application, whose files its values may be in
 */
export async function renderSource(
  source: WrittenSource,
  release: Release,
  tools: Tools,
  others: ReadonlyMap<string, string> = new Map(),
): Promise<Rendering> {
  const { path = '.', helm, kustomize, directory, plugin } = source;
  const folder = posix.normalize(path).replace(/(?<=.)\/$/, '');
  const isKustomization = tools.kustomizations.some((each) => each.folder === folder);
  const said = { helm, kustomize, directory, plugin };
  const types = Object.entries(said).flatMap(([type, options]) => (options === undefined ? [] : [type]));
  if (types.length > 1) return { is: 'broken', message: `multiple application sources defined: ${types.join(', ')}` };
  if (plugin !== undefined) return unseen(folder, { en: 'a plugin renders it', ko: '플러그인이 렌더링합니다' });
  if (posix.isAbsolute(folder) || folder === '..' || folder.startsWith('../'))
    return { is: 'broken', message: `${path}: app path is not in the repository` };
  if (!hasFile(tools.root, folder)) return { is: 'broken', message: `${path}: app path does not exist` };
  if (helm ?? (types.length === 0 && hasFile(tools.root, folder, 'Chart.yaml')))
    return await renderChart(folder, helm, release, tools, others);
  if (kustomize ?? (types.length === 0 && isKustomization)) return await renderKustomization(folder, kustomize, tools);
  const inside = tools.files.filter((file) => isBelow(file.path, folder, directory));
  return plainRendering(inside);
}

/** Whether Argo CD takes a file for one of a directory of manifests. */
function isBelow(
  file: string,
  folder: string,
  { recurse = false, include = '', exclude = '' }: WrittenSource['directory'] & object = {},
): boolean {
  if (folder !== '.' && !file.startsWith(`${folder}/`)) return false;
  const own = folder === '.' ? file : file.slice(folder.length + 1);
  if (own.includes('/') && !recurse) return false;
  return (include === '' || matchesGlob(include, own)) && !matchesGlob(exclude, own);
}

/** Manifests as they stand. */
export function plainRendering(files: readonly TextFile[]): Rendering {
  const documents = files.filter(mayHoldObjects).map(documentsOf);
  const problems = documents.flatMap((each) => each.problems);
  const [problem] = problems;
  if (problem) return { is: 'broken', message: `${placeText(problem.place)}: ${problem.message}`, problems };
  return {
    ...{ is: 'rendered', objects: documents.flatMap(({ objects }) => objects) },
    files: documents.map(({ file }) => file),
  };
}

/** @param options what an Application adds to the kustomization */
export async function renderKustomization(
  folder: string,
  options: KustomizeOptions | undefined,
  tools: Tools,
): Promise<Rendering> {
  const { root, kustomize, kustomizations } = tools;
  const own = kustomizations.find((each) => each.folder === folder);
  const [far] = own ? farInputs(own, kustomizations) : [];
  if (far !== undefined)
    return unseen(folder, {
      en: `it takes in ${far}, which is not here`,
      ko: `가져오는 ${far} 항목이 여기에 없습니다`,
    });
  try {
    return { is: 'rendered', objects: await renderFolder(kustomize, join(root, folder), options), folder };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    const problems = own ? brokenInputs(own, tools) : [];
    return { is: 'broken', message: withoutNoise(error.message, root), problems };
  }
}

/**
 * What a kustomization renders to; warnings are no fault here.
 * @param folder absolute
 * @throws {RenderError} where it does not build
 */
export async function renderFolder(
  kustomize: Pick<Renderer, 'render'>,
  folder: string,
  options: KustomizeOptions | undefined,
): Promise<readonly RenderedObject[]> {
  try {
    return parseObjects(await withOptions(folder, options, (target) => kustomize.render(target)));
  } catch (error) {
    if (error instanceof RenderError && error.rendered !== undefined) return parseObjects(error.rendered);
    throw error;
  }
}

/** A renderer's words without its warnings, its log's heads, and where the repository is on this machine. */
function withoutNoise(message: string, root: string): string {
  return message
    .replaceAll(/# Warning: .*\n?/g, '')
    .replaceAll(/\b[EIW]\d{4} [\d:.]+ +\d+ \S+\] "command failed" err=[<"]?/g, '')
    .replaceAll(`${root}/`, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/[">\s]+$/, '');
}

async function renderChart(
  folder: string,
  options: HelmOptions = {},
  release: Release,
  { root, helm }: Tools,
  others: ReadonlyMap<string, string>,
): Promise<Rendering> {
  const { releaseName, namespace, valuesObject, values = '', valueFiles = [], parameters = [] } = options;
  if (!helm)
    return unseen(folder, { en: 'it is a Helm chart, and helm is not at hand', ko: 'Helm 차트인데 helm이 없습니다' });
  if (!hasFile(root, folder, 'Chart.yaml')) return { is: 'broken', message: `${folder}: no Chart.yaml` };
  const files = valueFiles.map((file) => valueFile(file, folder, others));
  const far =
    valueFiles.find((_, index) => files[index] === undefined) ??
    ((options.fileParameters ?? []).length > 0 ? 'fileParameters' : undefined);
  if (far !== undefined) return unseen(folder, { en: `its values come from ${far}`, ko: `${far}의 값을 사용합니다` });
  const isThere = (file: string | undefined): file is string =>
    file !== undefined && (options.ignoreMissingValueFiles !== true || hasFile(root, file));
  let written: unknown = valuesObject;
  try {
    written ??= parse(values, { logLevel: 'silent' });
  } catch (error) {
    return { is: 'broken', message: `helm.values: ${(error as Error).message.split('\n')[0] ?? ''}` };
  }
  try {
    const objects = await helm.render(join(root, folder), {
      ...{ name: releaseName ?? release.name, namespace: namespace ?? release.namespace },
      ...{ values: written ?? {}, valueFiles: files.filter(isThere).map((file) => join(root, file)), parameters },
    });
    return { is: 'rendered', objects };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const isMissing = /dependencies|not found in Chart.yaml|charts\/ directory/i.test(error.message);
    return isMissing
      ? unseen(folder, { en: 'charts that it depends on are not at hand', ko: '의존하는 차트가 없습니다' })
      : { is: 'broken', message: withoutNoise(error.message, root) };
  }
}

/** A file with values, from the root of the repository; undefined where it is not there. */
function valueFile(file: string, folder: string, others: ReadonlyMap<string, string>): string | undefined {
  if (file.includes('://')) return undefined;
  const [, ref, inOther = ''] = /^\$([^/]+)\/(.*)$/.exec(file) ?? [];
  const other = ref === undefined ? undefined : others.get(ref);
  if (ref !== undefined) return other === undefined ? undefined : posix.join(other, inOther);
  return file.startsWith('/') ? file.slice(1) : posix.join(folder, file);
}

function unseen(folder: string, { en, ko }: Text): Rendering {
  return { is: 'unseen', why: { en: `${folder}: ${en}`, ko: `${folder}: ${ko}` } };
}
