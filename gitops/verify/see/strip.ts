import { parse } from 'yaml';
import type { KindId } from './kinds.ts';
import type { AppProject, ArgoCdConfigMap } from './objects/app-project.ts';
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
  AppProject: ({ spec }) => {
    const { syncWindows, ...kept } = fieldsOf(spec, PERMISSIONS) as AppProject['spec'];
    return { spec: { ...kept, ...(syncWindows ? { syncWindows: syncWindows.map(withoutDescription) } : {}) } };
  },
  ConfigMap: ({ data }) => settingsIn((data ?? {}) as Readonly<Record<string, string>>),
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

function withoutDescription(window: object): object {
  return Object.fromEntries(Object.entries(window).filter(([name]) => name !== 'description'));
}

/** Of an AppProject; its roles and tokens are nobody's business. */
const PERMISSIONS: readonly (keyof AppProject['spec'])[] = [
  ...(['sourceRepos', 'sourceNamespaces', 'destinations'] as const),
  ...(['clusterResourceWhitelist', 'clusterResourceBlacklist'] as const),
  ...(['namespaceResourceWhitelist', 'namespaceResourceBlacklist', 'syncWindows'] as const),
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

/** Of a ConfigMap of Istio the settings of the mesh that decide, of one of Argo CD what decides about syncs. */
function settingsIn(data: Readonly<Record<string, string>>): Whole {
  const globalProjects = parsed(data.globalProjects);
  const argoCd: ArgoCdConfigMap['argoCd'] = {
    ...text('reconciliation', 'timeout.reconciliation'),
    ...text('jitter', 'timeout.reconciliation.jitter'),
    ...text('applicationNamespaces', 'application.namespaces'),
    ...(Array.isArray(globalProjects) ? { globalProjects: globalProjects as never } : {}),
  };
  // istiod has its defaults where it cannot read them.
  return { mesh: fieldsOf(parsed(data.mesh), MESH_FIELDS), ...(Object.keys(argoCd).length > 0 ? { argoCd } : {}) };

  function text(name: string, key: string) {
    return data[key] === undefined ? {} : { [name]: data[key] };
  }
}

/** YAML; undefined where it cannot be read. */
function parsed(text = ''): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown, names: readonly string[]): Whole {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name))) : {};
}

function isObject(value: unknown): value is Whole {
  return typeof value === 'object' && value !== null;
}

/** Keys whose values may be confidential. */
const PRIVATE = new Set([
  ...['data', 'stringData', 'binaryData', 'command', 'args', 'envFrom', 'volumes'],
  // Of cert-manager: the password of a keystore, and what Vault knows it by.
  ...['password', 'roleId'],
]);

function withoutSecrets<T>(value: T): T {
  return clean(value, '') as T;
}

function clean(value: unknown, key: string): unknown {
  if (key === 'env' && Array.isArray(value)) return value.map(({ name }: { name: string }) => ({ name }));
  if (Array.isArray(value)) return value.map((each) => clean(each, ''));
  if (typeof value !== 'object' || value === null) return value;
  // The settings of a DNS-01 webhook are whatever its author likes; the names of Secrets among them are kept.
  if (key === 'config') return Object.fromEntries(Object.entries(value).filter(([name]) => name.endsWith('SecretRef')));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !PRIVATE.has(name))
      .map(([name, each]) => [name, clean(each, name)]),
  );
}
