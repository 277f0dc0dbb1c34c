import { KINDS, type KindId } from '../see/kinds.ts';
import type { KubernetesObject } from '../see/objects/kubernetes-object.ts';

/** What a finding is about, and what it touches: an object of the cluster, a public name, one of our own checks, a part of Git, or a file in it. */
export interface Reference {
  readonly kind: KindId | 'Host' | 'Check' | 'Git' | 'File';
  readonly namespace?: string;
  readonly name: string;
}

/** Whether it points at an object of the cluster. */
export function isObject(reference: Reference): reference is Reference & { readonly kind: KindId } {
  return reference.kind in KINDS;
}

export function host(name: string): Reference {
  return { kind: 'Host', name };
}

/** A key for what a reference points at: `Certificate/istio-system/shop`, `ClusterIssuer/letsencrypt`. */
export function keyOf({ kind, namespace, name }: Reference): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** References without repetition, each where it came first. */
export function distinctReferences<R extends Reference>(references: readonly R[]): readonly R[] {
  return [...new Map(references.map((each) => [keyOf(each), each])).values()];
}

/** A reference in words: `Certificate istio-system/shop`, `https://shop.example.com`. */
export function wordsOf({ kind, namespace, name }: Reference): string {
  if (kind === 'Host') return `https://${name}`;
  if (kind === 'Git') return kind;
  if (kind === 'File') return name;
  const label = kind === 'GatewayApiGateway' ? 'Gateway (Gateway API)' : kind;
  return `${label} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

export function referenceTo(kind: KindId, { metadata }: KubernetesObject): Reference {
  const { namespace, name } = metadata;
  return namespace === undefined ? { kind, name } : { kind, namespace, name };
}
