import type { RenderedObject } from '../../../render/objects.ts';

/** An Application as it is written, as far as it decides what is rendered and where it goes. */
export interface WrittenApplication extends RenderedObject {
  readonly spec: {
    readonly project?: string;
    readonly source?: WrittenSource;
    readonly sources?: readonly WrittenSource[];
    readonly destination?: Destination;
    readonly syncPolicy?: {
      readonly automated?: object;
      readonly syncOptions?: readonly string[];
      readonly managedNamespaceMetadata?: { readonly labels?: Readonly<Record<string, string>> };
    };
  };
}

export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export interface WrittenSource {
  readonly repoURL?: string;
  readonly path?: string;
  readonly chart?: string;
  readonly targetRevision?: string;
  /** Its files are for the other sources of the Application. */
  readonly ref?: string;
  readonly helm?: HelmOptions;
  readonly kustomize?: KustomizeOptions;
  readonly directory?: DirectoryOptions;
  readonly plugin?: unknown;
}

export interface DirectoryOptions {
  readonly recurse?: boolean;
  readonly include?: string;
  readonly exclude?: string;
  readonly jsonnet?: object;
}

export interface HelmOptions {
  readonly releaseName?: string;
  readonly namespace?: string;
  readonly valuesObject?: unknown;
  readonly values?: string;
  readonly valueFiles?: readonly string[];
  readonly ignoreMissingValueFiles?: boolean;
  readonly parameters?: readonly { readonly name: string; readonly value?: string; readonly forceString?: boolean }[];
  readonly fileParameters?: readonly { readonly name: string; readonly path: string }[];
  readonly skipCrds?: boolean;
  readonly skipTests?: boolean;
  readonly skipSchemaValidation?: boolean;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
}

export interface KustomizeOptions {
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly images?: readonly string[];
  readonly replicas?: readonly { readonly name: string; readonly count: number | string }[];
  readonly patches?: readonly object[];
  readonly components?: readonly string[];
  readonly ignoreMissingComponents?: boolean;
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly forceCommonLabels?: boolean;
  readonly labelWithoutSelector?: boolean;
  readonly labelIncludeTemplates?: boolean;
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly forceCommonAnnotations?: boolean;
  readonly commonAnnotationsEnvsubst?: boolean;
}

export function isApplication(object: RenderedObject): object is WrittenApplication {
  return (
    object.apiVersion.startsWith('argoproj.io/') &&
    object.kind === 'Application' &&
    typeof object.spec === 'object' &&
    object.spec !== null
  );
}

export function sourcesOf({ spec }: WrittenApplication): readonly WrittenSource[] {
  return spec.sources ?? (spec.source ? [spec.source] : []);
}

/** Without a namespace an Application is Argo CD's. */
export function applicationNamespace({ metadata }: Pick<RenderedObject, 'metadata'>): string {
  return metadata.namespace ?? 'argocd';
}

/** `namespace/name` of an Application. */
export function applicationKey(application: Pick<RenderedObject, 'metadata'>): string {
  return `${applicationNamespace(application)}/${application.metadata.name}`;
}

/** The names that Argo CD has for the cluster it runs in. */
const OWN = ['', 'in-cluster', 'https://kubernetes.default.svc'];

/** The cluster that an Application is for, by its name or its address; empty for Argo CD's own. */
export function clusterOf({ spec: { destination = {} } }: WrittenApplication): string {
  const cluster = destination.name ?? destination.server ?? '';
  return OWN.includes(cluster) ? '' : cluster;
}
