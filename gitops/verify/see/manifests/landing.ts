import type { Text } from '#program/language.ts';
import type { RenderedObject } from '../../../render/objects.ts';
import type { WrittenApplication, WrittenSource } from './application.ts';
import type { Chart } from './chart.ts';
import type { TextFile } from './files.ts';
import type { Kustomization } from './kustomizations.ts';
import type { Unreadable } from './place.ts';

/** What one source brings. */
export interface Rendered {
  /** The kustomization, where it is one. */
  readonly folder?: string;
  /** The files of plain manifests. */
  readonly files?: readonly string[];
  /** The chart, where it is one. */
  readonly chart?: Chart;
  /** The template of each of its objects, from the folder above the chart's. */
  readonly templates?: ReadonlyMap<RenderedObject, string>;
  /** The source of its Application, where that adds something to the kustomization, or fills the chart. */
  readonly source?: WrittenSource;
  /** The Application that it is a source of, and that says where its objects go that name no namespace. */
  readonly application?: WrittenApplication;
  readonly objects: readonly RenderedObject[];
}

/** A source that could not be looked at, or that nobody can render. */
export interface Missing {
  readonly application?: WrittenApplication;
  readonly source?: WrittenSource;
  readonly why: Text;
  /** Whether it is known that Argo CD cannot render it either. */
  readonly isBroken: boolean;
  /** Where its files cannot be read. */
  readonly problems?: readonly Unreadable[];
}

/** What lands in one cluster. */
export interface Landing {
  /** The folder that it begins with; `.` where there is but one. */
  readonly name: string;
  /** The kustomization file, where it is all that this is. */
  readonly file?: string;
  readonly applications: readonly WrittenApplication[];
  readonly rendered: readonly Rendered[];
  readonly missing: readonly Missing[];
  /** Those that are rendered, with what they take in. */
  readonly kustomizations: readonly Kustomization[];
}

/** What a repository brings, as Argo CD and kustomize see it. */
export interface Repository {
  /** Absolute. */
  readonly root: string;
  /** The folder that is judged, with `/` at its end; empty where it is the root. */
  readonly within: string;
  readonly files: readonly TextFile[];
  /** Each is rendered, where it is not yet, when it is asked for: one can be judged while others are rendered. */
  readonly landings: readonly (() => Promise<Landing>)[];
  /** Manifests that no source names, so that no landing tells of them. */
  readonly unreadable: readonly Unreadable[];
  /** Kustomizations that no landing has. */
  readonly others: readonly Kustomization[];
  /** What is not followed, so that it is not known what it brings. */
  readonly unseen: readonly Text[];
}
