import { join, posix } from 'node:path';
import type { Text } from '#program/language.ts';
import { HelmError, type Helm } from '../../../render/helm.ts';
import { parseObjects, type RenderedObject } from '../../../render/objects.ts';
import { RenderError, type Renderer } from '../../../render/renderer.ts';
import { matchesGlob } from '../glob.ts';
import type { DirectoryOptions, KustomizeOptions, WrittenApplication, WrittenSource } from './application.ts';
import { variablesOf, type Fill } from './application-variables.ts';
import { brokenInputs } from './broken-inputs.ts';
import { readChart, renderChart } from './chart.ts';
import { contentOf, documentsOf, mayHoldObjects } from './documents.ts';
import { withOptions } from './edited-copy.ts';
import { hasFile, isJsonnet, type TextFile } from './files.ts';
import { farInputs, takenIn, type Kustomization } from './kustomizations.ts';
import type { Rendered } from './landing.ts';
import { isMap } from './origin/field-path.ts';
import { placeText, type Unreadable } from './place.ts';

/** What a source became. */
export type Rendering =
  | ({ readonly is: 'rendered' } & Omit<Rendered, 'application'>)
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

const NO_HELM: Text = { en: 'it is a Helm chart, and helm is not at hand', ko: 'Helm 차트인데 helm이 없습니다' };

/** The Application that a source is of. */
interface Around {
  readonly application: WrittenApplication;
  /** What the other sources are named by, where there are several, and whether each is in this repository. */
  readonly refs: ReadonlyMap<string, boolean> | undefined;
}

/** What decides, in a source or in files beside it, how it is rendered. */
const PROGRAMS = ['helm', 'kustomize', 'directory', 'plugin'] as const;

/**
 * Renders a source of this repository, as Argo CD tells by its fields and then by its files what it is.
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.7/reposerver/repository/repository.go, GenerateManifests
 */
export async function renderSource(written: WrittenSource, around: Around, tools: Tools): Promise<Rendering> {
  const { path = '.' } = written;
  const folder = posix.normalize(path).replace(/(?<=.)\/$/, '');
  if (posix.isAbsolute(folder) || folder === '..' || folder.startsWith('../'))
    return { is: 'broken', message: `${path}: app path is not in the repository` };
  if (!hasFile(tools.root, folder)) return { is: 'broken', message: `${path}: app path does not exist` };
  const source = overridden(written, folder, around.application.metadata.name, tools.files);
  const { kustomize, directory, plugin } = source;
  const said = PROGRAMS.filter((program) => !isEmpty(source[program]));
  if (said.length > 1) return { is: 'broken', message: `multiple application sources defined: ${said.join(', ')}` };
  if (plugin !== undefined) return unseen(folder, { en: 'a plugin renders it', ko: '플러그인이 렌더링합니다' });
  const [
    program = tools.kustomizations.some((each) => each.folder === folder)
      ? 'kustomize'
      : hasFile(tools.root, folder, 'Chart.yaml')
        ? 'helm'
        : 'directory',
  ] = said;
  const fill = variablesOf(around.application, source);
  if (program === 'helm') return await renderedChart(folder, source, { ...around, fill }, tools);
  if (program === 'kustomize') {
    const options = kustomize && filledOptions(kustomize, folder, tools.root, fill);
    const rendering = await renderKustomization(folder, options, tools);
    return rendering.is === 'rendered' && options
      ? { ...rendering, source: { ...source, kustomize: options } }
      : rendering;
  }
  const inside = tools.files.filter((file) => isBelow(file, folder, directory));
  if (inside.some(isJsonnet)) return unseen(folder, { en: 'jsonnet makes it', ko: 'jsonnet으로 만듭니다' });
  return plainRendering(inside);
}

/** A source with what files beside it say instead: that of the folder, and that of the Application. */
function overridden(source: WrittenSource, folder: string, name: string, files: readonly TextFile[]): WrittenSource {
  const names = ['.argocd-source.yaml', `.argocd-source-${name}.yaml`].map((file) => posix.join(folder, file));
  const merged = names
    .flatMap((file) => files.find(({ path }) => path === file) ?? [])
    .reduce<unknown>((all, file) => mergePatch(all, contentOf(file)), source) as WrittenSource;
  return { ...source, ...Object.fromEntries(PROGRAMS.map((program) => [program, merged[program]])) };
}

/** RFC 7396 */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const all = { ...(isMap(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch))
    if (value === null) Reflect.deleteProperty(all, key);
    else all[key] = mergePatch(all[key], value);
  return all;
}

/** Whether options say nothing, so that Argo CD takes them for none. */
function isEmpty(options: unknown): boolean {
  return typeof options === 'object' && options !== null
    ? Object.values(options).every(isEmpty)
    : [undefined, null, '', false].includes(options as undefined);
}

/** What an Application adds to a kustomization, with what Argo CD fills in. */
function filledOptions(options: KustomizeOptions, folder: string, root: string, fill: Fill): KustomizeOptions {
  const filled = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fill(value)]));
  const { images, commonLabels, commonAnnotations, components } = options;
  return {
    ...options,
    ...(images && { images: images.map(fill) }),
    ...(commonLabels && { commonLabels: filled(commonLabels) }),
    ...(commonAnnotations && options.commonAnnotationsEnvsubst && { commonAnnotations: filled(commonAnnotations) }),
    ...(components &&
      options.ignoreMissingComponents && { components: components.filter((each) => hasFile(root, folder, each)) }),
  };
}

/** Whether Argo CD takes a file for one of a directory of manifests. */
function isBelow({ path, text }: TextFile, folder: string, directory: DirectoryOptions = {}): boolean {
  const { recurse = false, include = '', exclude = '' } = directory;
  if (folder !== '.' && !path.startsWith(`${folder}/`)) return false;
  const own = folder === '.' ? path : path.slice(folder.length + 1);
  if ((own.includes('/') && !recurse) || text.includes('+argocd:skip-file-rendering')) return false;
  return (include === '' || matchesGlob(include, own)) && !matchesGlob(exclude, own);
}

/** Manifests as they stand. What Argo CD takes for one and is none is an error: in a file of manifests, or JSON. */
export function plainRendering(files: readonly TextFile[]): Rendering {
  const documents = files.filter((file) => mayHoldObjects(file) || file.path.endsWith('.json')).map(documentsOf);
  const problems = documents.flatMap(({ file, objects, listed, others, problems: own }) => [
    ...own,
    ...(objects.length + listed.length > 0 || file.endsWith('.json') ? others : []),
  ]);
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
  const { root, kustomize, kustomizations, helm } = tools;
  const own = kustomizations.find((each) => each.folder === folder);
  const [far] = own ? farInputs(own, kustomizations) : [];
  if (far !== undefined)
    return unseen(folder, {
      en: `it takes in ${far}, which is not here`,
      ko: `가져오는 ${far} 항목이 여기에 없습니다`,
    });
  const hasCharts = own !== undefined && takenIn(own, kustomizations).some((each) => each.hasCharts);
  if (hasCharts && !helm) return unseen(folder, NO_HELM);
  try {
    const objects = await renderFolder(kustomize, join(root, folder), options, hasCharts ? helm : undefined);
    return { is: 'rendered', objects, folder };
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
  helm?: Helm,
): Promise<readonly RenderedObject[]> {
  try {
    return parseObjects(await withOptions(folder, options, (target) => kustomize.render(target, helm?.program)));
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

async function renderedChart(
  folder: string,
  source: WrittenSource,
  { application, refs, fill }: Around & { readonly fill: Fill },
  { root, helm, files }: Tools,
): Promise<Rendering> {
  if (!helm) return unseen(folder, NO_HELM);
  if (!hasFile(root, folder, 'Chart.yaml')) return { is: 'broken', message: `${folder}: no Chart.yaml` };
  const { metadata, spec } = application;
  const chart = readChart(folder, source.helm ?? {}, {
    ...{ root, refs, fill, paths: files.map(({ path }) => path) },
    ...{ name: metadata.name, namespace: spec.destination?.namespace ?? '' },
  });
  if ('unseen' in chart) return unseen(folder, chart.unseen);
  if ('broken' in chart) return { is: 'broken', message: chart.broken };
  try {
    const made = await renderChart(root, chart, helm);
    const templates = new Map(made.map(({ object, template }) => [object, template]));
    return { is: 'rendered', objects: [...templates.keys()], chart, templates, source };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const isMissing = /dependencies|not found in Chart.yaml|charts\/ directory/i.test(error.message);
    return isMissing
      ? unseen(folder, { en: 'charts that it depends on are not at hand', ko: '의존하는 차트가 없습니다' })
      : { is: 'broken', message: withoutNoise(error.message, root) };
  }
}

function unseen(folder: string, { en, ko }: Text): Rendering {
  return { is: 'unseen', why: { en: `${folder}: ${en}`, ko: `${folder}: ${ko}` } };
}
