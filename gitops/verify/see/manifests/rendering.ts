import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import type { Text } from '#program/language.ts';
import { yamlText } from '../../../yaml-text.ts';
import { HelmError, type Helm } from '../../../render/helm.ts';
import { parseObjects, type RenderedObject } from '../../../render/objects.ts';
import { RenderError, type Renderer } from '../../../render/renderer.ts';
import type { HelmOptions, KustomizeOptions, WrittenSource } from './application.ts';
import { documentsOf, type Unreadable } from './documents.ts';
import { folderOf, hasFile, type TextFile } from './files.ts';
import { farInputs, isKustomization, type Kustomization } from './kustomizations.ts';
import { matchesPattern } from './pattern.ts';

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

interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** Renders a source of this repository, as Argo CD tells by its files what it is. */
export async function renderSource(
  { path = '.', helm, kustomize, directory, plugin }: WrittenSource,
  release: Release,
  tools: Tools,
): Promise<Rendering> {
  const folder = path.replace(/^\.\//, '').replace(/\/$/, '') || '.';
  const inFolder = tools.files.filter((file) => folderOf(file.path) === folder);
  if (plugin !== undefined) return unseen({ en: 'a plugin renders it', ko: '플러그인이 렌더링합니다' });
  if (hasFile(tools.root, folder, 'Chart.yaml')) return await renderChart(folder, helm, release, tools);
  if (inFolder.some((file) => isKustomization(file.path)) || hasFile(tools.root, folder, 'Kustomization'))
    return await renderKustomization(folder, kustomize, tools);
  if (!hasFile(tools.root, folder)) return { is: 'broken', message: `${path}: app path does not exist` };
  const isWanted = ({ path: file }: TextFile) => {
    const own = folder === '.' ? file : file.slice(folder.length + 1);
    const isInside = folder === '.' || file.startsWith(`${folder}/`);
    const isDeepEnough = directory?.recurse === true || !own.includes('/');
    const { include = '', exclude = '' } = directory ?? {};
    return (
      isInside && isDeepEnough && (include === '' || matchesPattern(own, include)) && !matchesPattern(own, exclude)
    );
  };
  return plainRendering(tools.files.filter(isWanted));
}

/** Manifests as they stand. */
export function plainRendering(files: readonly TextFile[]): Rendering {
  const documents = files.map(documentsOf);
  const problems = documents.flatMap((each) => each.problems);
  const [problem] = problems;
  if (problem) return { is: 'broken', message: problem.message, problems };
  return {
    ...{ is: 'rendered', objects: documents.flatMap(({ objects }) => objects) },
    files: documents.map(({ file }) => file),
  };
}

/** @param options what an Application adds to the kustomization */
export async function renderKustomization(
  folder: string,
  options: KustomizeOptions | undefined,
  { root, kustomize, kustomizations }: Tools,
): Promise<Rendering> {
  const own = kustomizations.find((each) => each.folder === folder);
  const [far] = own ? farInputs(own, kustomizations) : [];
  if (far !== undefined)
    return unseen({
      en: `${folder} takes in ${far}, which is not here`,
      ko: `${folder}: ${far} 파일이 여기에 없습니다`,
    });
  try {
    return { is: 'rendered', objects: await renderFolder(kustomize, join(root, folder), options), folder };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return { is: 'broken', message: withoutNoise(error.message, root) };
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

/** Fields of an Application's `kustomize` that a kustomization has too, under the same name and in the same form. */
const SAME = ['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'commonAnnotations', 'replicas', 'patches'];

async function withOptions<T>(
  folder: string,
  options: KustomizeOptions | undefined,
  act: (folder: string) => Promise<T>,
): Promise<T> {
  const { images = [], components = [], ...others } = options ?? {};
  const same = Object.entries(others).filter(([field]) => SAME.includes(field));
  if (same.length + images.length + components.length === 0) return await act(folder);
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'umi-verify-')));
  const base = relative(made, realpathSync(folder));
  try {
    const kustomization = {
      resources: [base],
      components: components.map((each) => join(base, each)),
      ...Object.fromEntries(same),
      images: images.map(imageOf),
    };
    writeFileSync(join(made, 'kustomization.yaml'), yamlText(kustomization));
    return await act(made);
  } finally {
    rmSync(made, { recursive: true });
  }
}

/** `[name=]newName[:tag][@digest]`, as `kustomize edit set image` takes it. */
function imageOf(text: string): object {
  const [, name, image = '', tag, digest] = /^(?:([^=]+)=)?([^@]+?)(?::([^:@/]+))?(?:@(.+))?$/.exec(text) ?? [];
  return {
    name: name ?? image,
    ...(name === undefined ? {} : { newName: image }),
    ...(tag === undefined ? {} : { newTag: tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

async function renderChart(
  folder: string,
  {
    releaseName,
    namespace,
    valuesObject,
    values,
    valueFiles = [],
    parameters = [],
    fileParameters = [],
  }: HelmOptions = {},
  release: Release,
  { root, helm }: Tools,
): Promise<Rendering> {
  if (!helm) return unseen({ en: 'it is a Helm chart, and helm is not at hand', ko: 'Helm 차트인데 helm이 없습니다' });
  const isFar = (file: string) => file.startsWith('$') || file.includes('://');
  const [far] = valueFiles.filter(isFar);
  if (far !== undefined || fileParameters.length > 0)
    return unseen({
      en: `its values come from ${far ?? 'fileParameters'}`,
      ko: `${far ?? 'fileParameters'}의 값을 사용합니다`,
    });
  try {
    const objects = await helm.render(join(root, folder), {
      ...{ name: releaseName ?? release.name, namespace: namespace ?? release.namespace },
      values: valuesObject ?? (parse(values ?? '') as unknown),
      valueFiles: valueFiles.map((file) => join(root, folder, file)),
      parameters,
    });
    return { is: 'rendered', objects };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const isMissing = /dependencies|not found in Chart.yaml|charts\/ directory/i.test(error.message);
    return isMissing
      ? unseen({ en: 'charts that it depends on are not at hand', ko: '의존하는 차트가 없습니다' })
      : { is: 'broken', message: error.message };
  }
}

function unseen(why: Text): Rendering {
  return { is: 'unseen', why };
}
