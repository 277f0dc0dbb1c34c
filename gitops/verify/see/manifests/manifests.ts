/** What Git holds, for what no cluster shows of it. */
export interface Manifests {
  readonly kustomizations: readonly YamlFile[];
  /** What each source renders to. */
  readonly renders: readonly Render[];
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

export interface Render {
  /** The folder of the kustomization, where it is one. */
  readonly folder?: string;
  /** The Application that it is a source of, and that says where its objects go that name no namespace. */
  readonly application?: {
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly spec: { readonly destination?: { readonly namespace?: string } };
  };
  readonly objects: readonly RenderedObject[];
}

/** An object as it is written or rendered. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}
