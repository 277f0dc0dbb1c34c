import type { Condition, KubernetesObject } from './kubernetes-object.ts';

/** argoproj.io/v1alpha1 Application, as far as it is read here. */
export interface Application extends KubernetesObject {
  readonly spec: {
    readonly project: string;
    readonly source?: Source;
    readonly sources?: readonly Source[];
    readonly destination: { readonly server?: string; readonly name?: string; readonly namespace?: string };
    readonly syncPolicy?: {
      readonly automated?: { readonly enabled?: boolean; readonly prune?: boolean; readonly selfHeal?: boolean } | null;
      readonly syncOptions?: readonly string[];
    };
  };
  readonly status?: {
    readonly sync?: {
      readonly status: 'Synced' | 'OutOfSync' | 'Unknown';
      readonly revision?: string;
      readonly revisions?: readonly string[];
    };
    readonly health?: { readonly status: string; readonly message?: string; readonly lastTransitionTime?: string };
    readonly reconciledAt?: string;
    /** The namespace of the Argo CD that looked at it last. */
    readonly controllerNamespace?: string;
    readonly operationState?: OperationState;
    readonly conditions?: readonly ApplicationCondition[];
    readonly resources?: readonly Resource[];
  };
}

export interface Source {
  readonly repoURL: string;
  readonly path?: string;
  readonly targetRevision?: string;
  readonly chart?: string;
}

interface ApplicationCondition extends Pick<Condition, 'type' | 'message' | 'lastTransitionTime'> {
  /** Before the push: the words are the renderer's, since Argo CD has not seen it yet. */
  readonly isForeseen?: true;
}

interface OperationState {
  readonly phase: 'Running' | 'Terminating' | 'Failed' | 'Error' | 'Succeeded';
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly retryCount?: number;
  readonly operation?: {
    readonly sync?: {
      readonly revision?: string;
      readonly revisions?: readonly string[];
      /** Only these are synced, as when Argo CD heals single objects. */
      readonly resources?: readonly object[];
    };
    readonly retry?: Retry;
    /** A sync that nobody started is Argo CD's own. */
    readonly initiatedBy?: { readonly automated?: boolean };
  };
  readonly syncResult?: {
    readonly revision?: string;
    readonly revisions?: readonly string[];
    readonly resources?: readonly SyncedResource[];
  };
}

/** How often a failed operation is retried, and how long after. */
interface Retry {
  /** -1 means without limit. */
  readonly limit?: number;
  /** Whether a retry takes the newest commit. */
  readonly refresh?: boolean;
  readonly backoff?: { readonly duration?: string; readonly factor?: number; readonly maxDuration?: string };
}

/** An object in a list of an Application's. */
interface Listed {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status?: string;
}

/** An object of the Application's, as `status.resources` lists it. */
export interface Resource extends Listed {
  readonly requiresPruning?: boolean;
  readonly hook?: boolean;
}

/** What an operation did with an object. */
export interface SyncedResource extends Listed {
  readonly message?: string;
  readonly hookType?: string;
  readonly hookPhase?: string;
}
