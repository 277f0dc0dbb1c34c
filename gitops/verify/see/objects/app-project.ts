import type { KubernetesObject } from './kubernetes-object.ts';

/** argoproj.io/v1alpha1 AppProject: what its Applications may do. */
export interface AppProject extends KubernetesObject {
  readonly spec: {
    /** Addresses with `*`; `!` denies. */
    readonly sourceRepos?: readonly string[];
    /** The namespaces of its Applications, beside that of Argo CD. */
    readonly sourceNamespaces?: readonly string[];
    /** Each part with `*`; `!` denies. */
    readonly destinations?: readonly {
      readonly server?: string;
      readonly name?: string;
      readonly namespace?: string;
    }[];
    /** Without it, no kind without a namespace is allowed. */
    readonly clusterResourceWhitelist?: readonly ListedKind[];
    readonly clusterResourceBlacklist?: readonly ListedKind[];
    /** Without it, every kind in a namespace is allowed; with an empty one, none. */
    readonly namespaceResourceWhitelist?: readonly ListedKind[] | null;
    readonly namespaceResourceBlacklist?: readonly ListedKind[];
  };
}

/** Kinds with `*`; without a name, whatever they are called. */
export interface ListedKind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}
