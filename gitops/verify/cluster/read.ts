import type { Gap } from '../gap.ts';
import type { Connection } from './connect.ts';
import { toGap } from './errors.ts';

/** How the API server calls objects of one kind. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

export const CERTIFICATE: Kind = {
  group: 'cert-manager.io',
  version: 'v1',
  kind: 'Certificate',
  plural: 'certificates',
};

/** An object as the API server sent it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly generation?: number };
}

/** Reads one object. What keeps it from being read is a Gap; it never rejects. */
export async function readObject(
  { api, server }: Connection,
  { group, version, kind, plural }: Kind,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<KubernetesObject | Gap> {
  try {
    const object: unknown = await api.getNamespacedCustomObject({ group, version, plural, namespace, name });
    if (isOfKind(object, `${group}/${version}`, kind)) return object;
    return { gap: 'UnusableAnswer', message: `${server}: no ${kind} of ${group}/${version}` };
  } catch (error) {
    return toGap(error, server);
  }
}

function isOfKind(value: unknown, apiVersion: string, kind: string): value is KubernetesObject {
  const object = value as Partial<KubernetesObject> | null | undefined;
  return object?.apiVersion === apiVersion && object.kind === kind && Boolean(object.metadata);
}
