import type { LabelSelector } from './istio.ts';
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
    /** When its Applications may be synced. */
    readonly syncWindows?: readonly SyncWindow[];
  };
}

/** A time in which syncs are denied, or in which alone they are allowed. */
export interface SyncWindow {
  /** `allow` or `deny` */
  readonly kind?: string;
  /** When it begins, in cron format. */
  readonly schedule?: string;
  /** As Go writes it, such as `1h30m`. */
  readonly duration?: string;
  /** Default: UTC. */
  readonly timeZone?: string;
  /** Names of Applications, of destinations' clusters and of their namespaces, with `*`; one that fits is enough. */
  readonly applications?: readonly string[];
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  /** Whether all three must fit. */
  readonly andOperator?: boolean;
  /** Whether syncs by hand are taken nevertheless. */
  readonly manualSync?: boolean;
}

/** What decides in Argo CD's ConfigMaps argocd-cm and argocd-cmd-params-cm; nothing else of them is read (strip.ts). */
export interface ArgoCdConfigMap extends KubernetesObject {
  readonly argoCd?: {
    /** `timeout.reconciliation` and its jitter, as Go writes durations: how often it looks by itself. */
    readonly reconciliation?: string;
    readonly jitter?: string;
    /** `application.namespaces`: where it looks for Applications, beside its own namespace. */
    readonly applicationNamespaces?: string;
    /** Projects whose lists are added to those of others. */
    readonly globalProjects?: readonly { readonly projectName: string; readonly labelSelector?: LabelSelector }[];
  };
}

/** Kinds with `*`; without a name, whatever they are called. */
export interface ListedKind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}
