import { contentOf } from './documents.ts';
import type { TextFile } from './files.ts';
import type { Rendered } from './landing.ts';

/** What Git holds, for what no cluster shows of it. */
export interface Manifests {
  readonly kustomizations: readonly YamlFile[];
  /** Kustomizations that nothing renders. */
  readonly others: readonly YamlFile[];
  /** What each source renders to. */
  readonly renders: readonly Rendered[];
  readonly workflows: readonly YamlFile[];
  /** The custom kinds that the cluster has beside those of Git, each as `group/Kind`; undefined where not all are known. */
  readonly kinds?: ReadonlySet<string>;
}

/** A file, parsed. */
export interface YamlFile {
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The workflows of GitHub that start in the repository. */
export function workflowsIn(files: readonly TextFile[]): readonly YamlFile[] {
  return files
    .filter(({ path }) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
    .map((file) => ({ file: file.path, content: contentOf(file) }));
}
