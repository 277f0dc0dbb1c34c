import type { LabelSelector, MeshConfig } from '../../see/objects/istio.ts';
import type { KubernetesObject } from '../../see/objects/kubernetes-object.ts';
import type { View } from '../../see/view.ts';
import type { Reference } from '../reference.ts';
import { ISTIO_NAMESPACE, revisionOfPod, revisionsOfIstiod } from './istiod.ts';

/** What MeshConfig decides of a request. */
interface MeshSettings {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultDestinationRuleExportTo: readonly string[];
  readonly ingressClass: string;
  /** `OFF`, `DEFAULT` or `STRICT`. */
  readonly ingressControllerMode: string;
  /** The value of the label `istio` of the Pods that serve Ingresses. */
  readonly ingressSelector: string;
  /** Whether proxies speak mTLS to each other where no DestinationRule says how. */
  readonly enableAutoMtls: boolean;
  /** `BASE` in place of what it does not name. */
  readonly pathNormalization: NonNullable<MeshConfig['pathNormalization']>;
  /** What sidecars do with requests to hosts that the mesh does not know: `ALLOW_ANY` or `REGISTRY_ONLY`. */
  readonly outboundTrafficPolicy: NonNullable<MeshConfig['outboundTrafficPolicy']>;
  /** Of namespaces: with any, istiod takes nothing of the others. */
  readonly discoverySelectors: readonly LabelSelector[];
}

/** Istio's own (istio: pkg/config/mesh/mesh.go, DefaultMeshConfig). */
const DEFAULTS: MeshSettings = {
  rootNamespace: ISTIO_NAMESPACE,
  trustDomain: 'cluster.local',
  defaultVirtualServiceExportTo: ['*'],
  defaultServiceExportTo: ['*'],
  defaultDestinationRuleExportTo: ['*'],
  ingressClass: 'istio',
  ingressControllerMode: 'STRICT',
  ingressSelector: 'ingressgateway',
  enableAutoMtls: true,
  pathNormalization: {},
  outboundTrafficPolicy: {},
  discoverySelectors: [],
};

/**
 * The settings of the istiod that a Pod's proxy is served by, with Istio's defaults for what is not set or not known.
 * @param pod without it, the istiod of the default revision or the only one
 */
export function meshSettings(view: View, pod?: KubernetesObject): MeshSettings {
  const revision = pod && revisionOfPod(pod);
  return view.remember(`mesh settings of ${revision ?? ''}`, () => settingsIn(configOf(view, revision).mesh ?? {}));
}

/** Where the settings of an istiod are, what is there, and whether that is known. */
interface Config {
  readonly object: Reference;
  readonly mesh?: MeshConfig;
  readonly isKnown: boolean;
}

/** As {@link meshSettings}, before any defaults. */
export function meshConfigOf(view: View, pod?: KubernetesObject): Config {
  return configOf(view, pod && revisionOfPod(pod));
}

function configOf(view: View, revision: string | undefined): Config {
  const name = configMapOf(revision ?? 'default');
  const found = view.get('ConfigMap', ISTIO_NAMESPACE, name);
  const isAbsent = view.isAbsent('ConfigMap', ISTIO_NAMESPACE, name);
  const [only, ...others] = revision === undefined && isAbsent ? revisionsOfIstiod(view) : [];
  if (only !== undefined && only !== 'default' && others.length === 0) return configOf(view, only);
  return {
    object: { kind: 'ConfigMap', namespace: ISTIO_NAMESPACE, name },
    ...(found?.mesh ? { mesh: found.mesh } : {}),
    isKnown: found !== undefined || isAbsent,
  };
}

function configMapOf(revision: string): string {
  return revision === 'default' ? 'istio' : `istio-${revision}`;
}

function settingsIn(mesh: MeshConfig): MeshSettings {
  const { ingressSelector, ingressService = 'istio-ingressgateway' } = mesh;
  const own = ingressService === 'istio-ingressgateway' ? undefined : ingressService;
  const set = Object.entries({ ...mesh, ingressSelector: ingressSelector || own }).filter(
    ([name, value]) => name in DEFAULTS && value !== undefined && value !== '',
  );
  return { ...DEFAULTS, ...(Object.fromEntries(set) as Partial<MeshSettings>) };
}
