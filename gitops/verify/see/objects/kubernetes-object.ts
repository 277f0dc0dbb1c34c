/** An object of the API server, without what says nothing here or is nobody's business (strip.ts). */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: Metadata;
}

/** `namespace/name`, as Istio and kubectl name an object. */
export function fullName({ metadata: { namespace = '', name } }: KubernetesObject): string {
  return `${namespace}/${name}`;
}

/** Order of creation, which istiod goes by, then of name (istio: pilot/pkg/model/config.go). */
export function byAge(a: KubernetesObject, b: KubernetesObject): number {
  const key = (of: KubernetesObject) =>
    `${of.metadata.creationTimestamp ?? ''} ${of.metadata.name}.${of.metadata.namespace ?? ''}`;
  return key(a).localeCompare(key(b), 'en');
}

/** Order of creation, the newest first. */
export function newestFirst(a: KubernetesObject, b: KubernetesObject): number {
  return (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '', 'en');
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  /** When something other than the status was last written, of `managedFields`; RFC 3339. */
  readonly writtenAt?: string;
}

interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** As most kinds have it; `observedGeneration` only some. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string;
  /** Of a Deployment: when something last moved. */
  readonly lastUpdateTime?: string;
}

export function conditionOf(
  object: { readonly status?: { readonly conditions?: readonly Condition[] } },
  type: string,
): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}
