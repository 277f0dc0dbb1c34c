import type { Text } from '#program/language.ts';
import type { RenderedObject } from '../../../render/objects.ts';
import type { WrittenApplication } from './application.ts';
import { matchesPattern } from './pattern.ts';

/** argoproj.io/v1alpha1 ApplicationSet, as far as it is understood here. */
interface ApplicationSet extends RenderedObject {
  readonly spec: {
    readonly goTemplate?: boolean;
    readonly generators?: readonly Readonly<Record<string, unknown>>[];
    readonly template?: { readonly metadata?: object; readonly spec?: object };
    readonly templatePatch?: string;
  };
}

interface GitGenerator {
  readonly repoURL?: string;
  readonly directories?: readonly { readonly path: string; readonly exclude?: boolean }[];
  readonly files?: readonly { readonly path: string }[];
  readonly values?: Readonly<Record<string, string>>;
}

/** What a git generator finds in the repository. */
export interface Tree {
  /** All folders that hold files, relative to the root. */
  readonly folders: readonly string[];
  /** The content of the YAML or JSON files that match a pattern. */
  readonly filesMatching: (pattern: string) => readonly { readonly path: string; readonly content: unknown }[];
  /** Whether a source is in this repository. */
  readonly isHere: (repoURL: string | undefined, path?: string) => boolean;
}

export function isApplicationSet(object: RenderedObject): object is ApplicationSet {
  return object.apiVersion.startsWith('argoproj.io/') && object.kind === 'ApplicationSet' && 'spec' in object;
}

interface Generated {
  readonly applications: readonly WrittenApplication[];
  /** What is not known of what it generates. */
  readonly unseen: readonly Text[];
}

type Parameters = Readonly<Record<string, unknown>>;

/** The Applications of lists, git directories and git files, with plain fields in the template. */
export function generate({ metadata, spec }: ApplicationSet, tree: Tree): Generated {
  const { generators = [], template, templatePatch } = spec;
  const applications: WrittenApplication[] = [];
  const unseen: Text[] = [];
  const whatOf = (what: string): Text => ({
    en: `ApplicationSet ${metadata.name}: ${what} is not followed`,
    ko: `ApplicationSet ${metadata.name}: ${what} 부분은 추적하지 않습니다`,
  });
  if (templatePatch !== undefined) unseen.push(whatOf('templatePatch'));
  for (const generator of generators) {
    const found = parametersOf(generator, tree);
    if (found === undefined) {
      unseen.push(whatOf(`the generator ${Object.keys(generator).join(', ')}`));
      continue;
    }
    for (const parameters of found) {
      const filled = fill({ kind: 'Application', apiVersion: 'argoproj.io/v1alpha1', ...template }, parameters);
      const object = filled as WrittenApplication;
      if (JSON.stringify(filled).includes('{{')) unseen.push(whatOf('a template with more than plain fields'));
      else
        applications.push({
          ...object,
          metadata: { ...object.metadata, namespace: metadata.namespace ?? object.metadata.namespace ?? 'argocd' },
        });
    }
  }
  return { applications, unseen };
}

function parametersOf(generator: Readonly<Record<string, unknown>>, tree: Tree): readonly Parameters[] | undefined {
  const { list, git, selector, ...others } = generator;
  if (selector !== undefined || Object.keys(others).length > 0) return undefined;
  if (list !== undefined) {
    const { elements } = list as { readonly elements?: readonly Parameters[] };
    return elements;
  }
  const { repoURL, directories, files, values = {} } = git as GitGenerator;
  if (!tree.isHere(repoURL)) return undefined;
  if (directories) {
    const [leftOut, wanted] = [
      directories.filter(({ exclude }) => exclude),
      directories.filter((each) => !each.exclude),
    ];
    return tree.folders
      .filter((folder) => wanted.some(({ path }) => matchesPattern(folder, path)))
      .filter((folder) => !leftOut.some(({ path }) => matchesPattern(folder, path)))
      .map((folder) => ({ path: pathParameters(folder), values }));
  }
  return files?.flatMap(({ path: pattern }) =>
    tree.filesMatching(pattern).flatMap(({ path, content }) => {
      const all = Array.isArray(content) ? (content as readonly unknown[]) : [content];
      const folder = path.split('/').slice(0, -1).join('/');
      return all.map((each) => ({ ...(each as object), path: pathParameters(folder, path), values }));
    }),
  );
}

function pathParameters(folder: string, file?: string): Parameters {
  const segments = folder.split('/');
  return {
    ...{ path: folder, segments, basename: segments.at(-1) ?? '' },
    ...(file === undefined ? {} : { filename: file.split('/').at(-1) ?? '' }),
  };
}

/** Fills `{{ .path.basename }}` of Go's templates, and `{{path.basename}}` of the older ones. */
function fill(value: unknown, parameters: Parameters): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\{\{-?\s*\.?([\w.-]+(?:\[\d+\])?)\s*-?\}\}/g, (whole, name: string) => {
      const found = parameterOf(name, parameters);
      return found === undefined ? whole : String(found);
    });
  if (Array.isArray(value)) return value.map((each) => fill(each, parameters));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [fill(key, parameters), fill(each, parameters)]),
  );
}

function parameterOf(name: string, parameters: Parameters): string | number | boolean | undefined {
  let value: unknown = parameters;
  for (const part of name.split(/[.[\]]/).filter(Boolean)) value = (value as Parameters | undefined)?.[part];
  // In the older templates `{{path}}` is the folder itself.
  const plain = name === 'path' ? (parameters.path as Parameters | undefined)?.path : value;
  return typeof plain === 'object' ? undefined : (plain as string | number | boolean | undefined);
}
