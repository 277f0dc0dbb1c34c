import type { Kubectl } from '../../kubectl.ts';
import type { Repository } from '../repository.ts';
import type { Target } from '../skill.ts';
import type { Ground, Installation, Names } from './installation.ts';
import type { Manifest } from './manifest.ts';

/** Where a fault happens. */
export interface Lab {
  readonly names: Names;
  readonly ground: Ground;
  readonly kubectl: Kubectl;
  /** The context that kubectl is bound to. */
  readonly context: string;
  /** Where its host answers, and the roots that its certificate must come from. */
  readonly target: Target;
  /** Where its Certificate is, if not with the gateway. */
  readonly certificateNamespace?: string;
  /** A folder of its own. */
  readonly folder: string;
  /** What Argo CD watches, where it brings the objects. */
  readonly repository?: Repository;
}

/** How verify is asked about it, in addition to the words that name its host, its Certificate or its Application. */
export interface Asking {
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder in which it is called. */
  readonly folder?: string;
}

export interface Fault {
  /** Part of the names of its namespace and its host: short, with hyphens. */
  readonly name: string;
  /** What is broken, in a line. */
  readonly what: string;
  /** The codes that verify must name as causes of their own, the first of them before all others. */
  readonly roots: readonly string[];
  /** Time may heal it, and verify therefore calls it under way at first: that counts as named. */
  readonly mayPass?: boolean;
  /** More codes that it must name, as causes or as consequences. */
  readonly shows?: readonly string[];
  /** Whether it is there from the first moment, or comes to an installation that runs. */
  readonly start: 'fresh' | 'running';
  /** Who brings the objects to the cluster. */
  readonly by: 'kubectl' | 'argo-cd';
  /** What is done before the change. */
  readonly prepare?: (lab: Lab) => Promise<void>;
  /** How it differs from a sound installation. */
  readonly change?: (sound: Installation, names: Names, ground: Ground) => Installation;
  /** The AppProject of its Application; Argo CD's default where there is none. */
  readonly project?: (names: Names, repoURL: string) => Manifest;
  /** What is done after the change because no manifest can do it; it may tell how verify is to be asked. */
  readonly act?: (lab: Lab) => Promise<Asking>;
  /** Takes back what `prepare` has done. */
  readonly restore?: (lab: Pick<Lab, 'kubectl'>) => Promise<void>;
  /** Whether the cluster itself, or its gateway, shows by now that something is wrong. */
  readonly isVisible: (lab: Lab) => Promise<boolean>;
  /** What another program would have to say to name the cause, in a line on the installation; its name reads “…” there. */
  readonly cause: RegExp;
  /** How long it usually takes, the installation included. */
  readonly seconds: number;
  /** It stops a part of the cluster for everybody, so it runs only by name or with --stop-parts, last, and alone. */
  readonly stopsAPart?: boolean;
}

/** A fault as it is written: what most of them share is left out. */
export type WrittenFault = Omit<Fault, Shared> & Partial<Pick<Fault, Shared>>;
type Shared = 'start' | 'by' | 'seconds';

export function complete(written: WrittenFault): Fault {
  return { start: 'running', by: 'kubectl', seconds: 35, ...written };
}
