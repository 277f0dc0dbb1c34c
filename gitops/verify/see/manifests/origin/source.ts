import type { RenderedObject } from '../../../../render/objects.ts';
import type { Path } from './field-path.ts';
import type { Place } from '../place.ts';

/** What objects were rendered from. */
export interface Source {
  /** The folder of the repository. */
  readonly root: string;
  /** The folder of the kustomization; relative to the repository. */
  readonly folder: string;
  /** Plain manifests, relative to the repository, where they are the objects as they stand. */
  readonly manifests?: readonly string[];
  /** Where the folder is that of a chart: what fills it, relative to the repository. */
  readonly valueFiles?: readonly string[];
  readonly objects: readonly RenderedObject[];
  /**
   * Renders a folder in the way the objects were; plain manifests need none.
   * @param folder absolute: the folder, or that of a copy
   * @param given what the Application adds, in place of what it is
   */
  readonly render?: (folder: string, given?: unknown) => Promise<readonly RenderedObject[]>;
  /** Ends the renders. */
  readonly signal?: AbortSignal;
  /** What an Application adds to the folder: `spec.source` with its `kustomize` or `helm`. */
  readonly given?: {
    readonly data: unknown;
    /** Where a value of it stands. */
    readonly at: (path: Path) => Promise<Place | undefined>;
  };
}

/** The object whose field is asked for. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}
