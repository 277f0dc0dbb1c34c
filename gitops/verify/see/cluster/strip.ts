import type { KubernetesObject, Metadata } from '../objects/kubernetes-object.ts';

/** Annotations that contain the whole object, and with it the values of environment variables. */
const REPEATS = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/last-applied-configuration',
];

interface Sent extends KubernetesObject {
  readonly metadata: Metadata & {
    readonly managedFields?: readonly { readonly time?: string; readonly subresource?: string }[];
  };
}

/**
 * Removes what no check needs (managed fields) and what may be confidential: data of Secrets and ConfigMaps, values of
 * environment variables, commands, and annotations that contain the object.
 */
export function strip(sent: Sent): KubernetesObject {
  const { metadata, ...rest } = sent;
  const { managedFields, annotations, ...kept } = metadata;
  const writtenAt = managedFields
    ?.filter(({ subresource }) => subresource === undefined)
    .flatMap(({ time }) => time ?? [])
    .reduce((a, b) => (a > b ? a : b), '');
  const plain = Object.entries(annotations ?? {}).filter(([name]) => !REPEATS.includes(name));
  return {
    ...withoutSecrets(rest),
    metadata: {
      ...kept,
      ...(annotations ? { annotations: Object.fromEntries(plain) } : {}),
      ...(writtenAt ? { writtenAt } : {}),
    },
  };
}

/** Keys whose values may be confidential. */
const PRIVATE = new Set(['data', 'stringData', 'binaryData', 'command', 'args', 'envFrom', 'volumes']);

function withoutSecrets<T>(value: T): T {
  return clean(value, '') as T;
}

function clean(value: unknown, key: string): unknown {
  if (key === 'env' && Array.isArray(value)) return value.map(({ name }: { name: string }) => ({ name }));
  if (Array.isArray(value)) return value.map((each) => clean(each, ''));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !PRIVATE.has(name))
      .map(([name, each]) => [name, clean(each, name)]),
  );
}
