import { parse } from 'yaml';
import type { KindId } from './kinds.ts';
import type { AppProject } from './objects/app-project.ts';
import type { MeshConfig } from './objects/istio.ts';
import type { KubernetesObject, Metadata } from './objects/kubernetes-object.ts';

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
 * environment variables, commands, and annotations that contain the object. Of some kinds only what {@link PARTS} names
 * is kept.
 */
export function strip(sent: Sent, kind?: KindId): KubernetesObject {
  const { metadata, ...whole } = sent;
  const part = kind && PARTS[kind];
  const rest = part ? part(whole) : whole;
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

type Whole = Readonly<Record<string, unknown>>;

/** What is kept of kinds that may hold a program, an address with a password, or all of a mesh's settings. */
const PARTS: Readonly<Partial<Record<KindId, (whole: Whole) => Whole>>> = {
  AppProject: ({ spec }) => ({ spec: fieldsOf(spec, PERMISSIONS) }),
  ConfigMap: ({ data }) => ({ mesh: meshConfigIn((data as Readonly<Record<string, string>> | undefined)?.mesh) }),
  EnvoyFilter: ({ spec }) => ({ spec: fieldsOf(spec, SELECTORS) }),
  NetworkPolicy: ({ spec }) => ({ spec: fieldsOf(spec, ['podSelector']) }),
  RequestAuthentication: ({ spec }) => ({ spec: fieldsOf(spec, SELECTORS) }),
  Sidecar: ({ spec }) => ({
    spec: {
      ...fieldsOf(spec, SELECTORS),
      ...(isObject(spec) && Array.isArray(spec.ingress) ? { ingress: spec.ingress.map(() => ({})) } : {}),
    },
  }),
  WasmPlugin: ({ spec }) => ({ spec: fieldsOf(spec, SELECTORS) }),
};

/** Of an AppProject; its roles and tokens are nobody's business. */
const PERMISSIONS: readonly (keyof AppProject['spec'])[] = [
  ...(['sourceRepos', 'sourceNamespaces', 'destinations'] as const),
  ...(['clusterResourceWhitelist', 'clusterResourceBlacklist'] as const),
  ...(['namespaceResourceWhitelist', 'namespaceResourceBlacklist'] as const),
];

const SELECTORS = ['selector', 'workloadSelector', 'targetRef', 'targetRefs'];

const MESH_FIELDS: readonly (keyof MeshConfig)[] = [
  'rootNamespace',
  'trustDomain',
  'defaultVirtualServiceExportTo',
  'defaultServiceExportTo',
  'defaultDestinationRuleExportTo',
  'ingressClass',
  'ingressControllerMode',
  'ingressSelector',
  'ingressService',
  'outboundTrafficPolicy',
  'enableAutoMtls',
  'discoverySelectors',
  'pathNormalization',
];

/** The fields of a MeshConfig in YAML that decide; none where it cannot be read, as istiod then has its defaults. */
function meshConfigIn(text = ''): MeshConfig {
  try {
    return fieldsOf(parse(text), MESH_FIELDS);
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown, names: readonly string[]): Whole {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name))) : {};
}

function isObject(value: unknown): value is Whole {
  return typeof value === 'object' && value !== null;
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
