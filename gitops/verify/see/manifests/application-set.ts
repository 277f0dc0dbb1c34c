import type { Text } from '#program/language.ts';
import type { RenderedObject } from '../../../render/objects.ts';
import { matchesGlob } from '../glob.ts';
import type { WrittenApplication } from './application.ts';
import { folderOf } from './files.ts';
import { isMap } from './origin/field-path.ts';

/** argoproj.io/v1alpha1 ApplicationSet, as far as it is understood here. */
interface ApplicationSet extends RenderedObject {
  readonly spec: {
    readonly generators?: readonly Readonly<Record<string, unknown>>[] | null;
    readonly template?: { readonly metadata?: object; readonly spec?: object };
    readonly templatePatch?: string;
  };
}

interface Wanted {
  readonly path: string;
  readonly exclude?: boolean;
}

/** Fields of a git generator that do not change what it finds here. */
const HARMLESS = ['revision', 'requeueAfterSeconds'];

interface GitGenerator {
  readonly repoURL?: string;
  readonly directories?: readonly Wanted[];
  readonly files?: readonly Wanted[];
  readonly values?: Readonly<Record<string, string>>;
}

/** What a git generator finds in the repository. */
export interface Tree {
  /** All folders that hold files, relative to the root. */
  readonly folders: readonly string[];
  /** The YAML and JSON files. */
  readonly files: readonly string[];
  /** Undefined where it cannot be read. */
  readonly contentOf: (file: string) => unknown;
  /** Whether a source is in this repository. */
  readonly isHere: (repoURL: string | undefined, path?: string) => boolean;
}

export function isApplicationSet(object: RenderedObject): object is ApplicationSet {
  return object.apiVersion.startsWith('argoproj.io/') && object.kind === 'ApplicationSet' && isMap(object.spec);
}

interface Generated {
  readonly applications: readonly WrittenApplication[];
  /** What is not known of what it generates. */
  readonly unseen: readonly Text[];
}

type Parameters = Readonly<Record<string, unknown>>;

/** The Applications of lists, git directories and git files, with plain fields in the template. */
export function generate({ metadata, spec }: ApplicationSet, tree: Tree): Generated {
  const { generators, template, templatePatch } = spec;
  const applications: WrittenApplication[] = [];
  const unseen = new Map<string, Text>();
  const isNotFollowed = (what: Text) =>
    unseen.set(what.en, {
      en: `ApplicationSet ${metadata.name}: ${what.en} is not followed`,
      ko: `ApplicationSet ${metadata.name}: ${what.ko} 부분은 추적하지 않습니다`,
    });
  if (templatePatch !== undefined) isNotFollowed({ en: 'its templatePatch', ko: 'templatePatch' });
  for (const generator of generators ?? []) {
    const found = parametersOf(generator, tree);
    if (found === undefined) {
      const names = Object.keys(generator).join(', ');
      isNotFollowed({ en: `its generator ${names}`, ko: `제너레이터 ${names}` });
      continue;
    }
    for (const parameters of found) {
      const filled = fill({ kind: 'Application', apiVersion: 'argoproj.io/v1alpha1', ...template }, parameters);
      const object = filled as Partial<WrittenApplication>;
      if (JSON.stringify(filled).includes('{{') || typeof object.metadata?.name !== 'string' || !isMap(object.spec)) {
        isNotFollowed({ en: 'a template of more than plain fields', ko: '단순한 필드가 아닌 템플릿' });
        continue;
      }
      const namespace = metadata.namespace ?? object.metadata.namespace ?? 'argocd';
      applications.push({ ...(object as WrittenApplication), metadata: { ...object.metadata, namespace } });
    }
  }
  return { applications, unseen: [...unseen.values()] };
}

/** What fills the template, once for each Application; undefined where it is not known. */
function parametersOf(generator: Readonly<Record<string, unknown>>, tree: Tree): readonly Parameters[] | undefined {
  const { list, git, ...others } = generator;
  if (Object.keys(others).length > 0) return undefined;
  if (isMap(list)) {
    const { elements, ...more } = list;
    return Array.isArray(elements) && Object.keys(more).length === 0 ? (elements as Parameters[]) : undefined;
  }
  if (!isMap(git)) return undefined;
  const { repoURL, directories, files, values = {}, ...more } = git as GitGenerator;
  if (Object.keys(more).some((field) => !HARMLESS.includes(field)) || !tree.isHere(repoURL)) return undefined;
  const found = directories ? inFolders(directories, tree) : files && inFiles(files, tree);
  // Values may be made of the other parameters.
  return found?.map((parameters) => ({ ...parameters, values: fill(values, parameters) }));
}

function inFolders(directories: readonly Wanted[], { folders }: Tree): readonly Parameters[] {
  return (
    chosen(folders, directories, (pattern, folder) => matchesGlob(pattern, folder, '/', false))
      // As Argo CD does, unless it is told otherwise.
      .filter((folder) => !folder.split('/').some((part) => part.startsWith('.')))
      .map((folder) => ({ path: pathParameters(folder) }))
  );
}

function inFiles(wanted: readonly Wanted[], { files, contentOf }: Tree): readonly Parameters[] | undefined {
  const paths = chosen(files, wanted, matchesGlob);
  const found = paths.flatMap((path) => {
    const folder = folderOf(path);
    return [contentOf(path)]
      .flat()
      .map((each) => (isMap(each) ? { ...each, path: pathParameters(folder, path) } : each));
  });
  return found.every(isMap) ? found : undefined;
}

function chosen(
  all: readonly string[],
  wanted: readonly Wanted[],
  matches: (pattern: string, path: string) => boolean,
): readonly string[] {
  const isAmong = (path: string, isExcluded: boolean) =>
    wanted.some((each) => (each.exclude ?? false) === isExcluded && matches(each.path, path));
  return all.filter((path) => isAmong(path, false) && !isAmong(path, true));
}

function pathParameters(folder: string, file?: string): Parameters {
  const segments = folder.split('/');
  const [basename, filename] = [segments.at(-1) ?? '', file?.split('/').at(-1)];
  return {
    ...{ path: folder, segments, basename, basenameNormalized: normalized(basename) },
    ...(filename === undefined ? {} : { filename, filenameNormalized: normalized(filename) }),
  };
}

/** As a label or a name of Kubernetes. https://github.com/argoproj/argo-cd/blob/master/applicationset/utils/utils.go */
function normalized(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z\d.-]/g, '-')
    .slice(0, 253)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}

/** Fills `{{ .path.basename }}` of Go's templates, and `{{path.basename}}` of the older ones. */
function fill(value: unknown, parameters: Parameters): unknown {
  if (typeof value === 'string')
    return value.replaceAll(
      /\{\{-?\s*(index\s+\.[\w.]+\s+\d+|\.?[\w.-]+(?:\[\d+\])?)\s*-?\}\}/g,
      (whole, name: string) => {
        const found = parameterOf(name, parameters);
        return found === undefined ? whole : String(found);
      },
    );
  if (Array.isArray(value)) return value.map((each) => fill(each, parameters));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [fill(key, parameters), fill(each, parameters)]),
  );
}

function parameterOf(name: string, parameters: Parameters): string | number | boolean | undefined {
  // In the older templates `{{path}}` is the folder itself, and `{{path[0]}}` its first part.
  const whole = name.replace(/^path$/, 'path.path').replace(/^path\[/, 'path.segments[');
  let value: unknown = parameters;
  for (const part of whole
    .replace(/^index\s/, '')
    .split(/[.[\]\s]+/)
    .filter(Boolean))
    value = isMap(value) || Array.isArray(value) ? (value as Parameters)[part] : undefined;
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as string) : undefined;
}
