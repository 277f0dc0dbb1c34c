import { parse, stringify } from 'yaml';
import type { RenderedObject } from '../../../render/objects.ts';
import type { WrittenSource } from '../../see/manifests/application.ts';
import { REVISION } from '../trace/istiod.ts';

/** What a Helm release brings, as far as requests and certificates depend on it. */
type Chart = (release: Release) => readonly RenderedObject[];

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly values: Values;
}

/** The values that are looked at. */
interface Values {
  readonly name?: string;
  readonly revision?: string;
  readonly meshConfig?: object;
  readonly kind?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly replicaCount?: number;
  readonly serviceAccount?: { readonly name?: string };
  readonly service?: { readonly type?: string; readonly ports?: readonly object[] };
  readonly defaults?: Values;
}

/** Of each repository, by the end of its address. */
const REPOSITORIES: readonly { readonly of: RegExp; readonly charts: Readonly<Record<string, Chart>> }[] = [
  {
    of: /^(https:\/\/istio-release\.storage\.googleapis\.com\/charts|(oci:\/\/)?gcr\.io\/istio-release\/charts)\/?$/,
    charts: { base, cni: () => [], ztunnel: () => [], istiod, gateway },
  },
  {
    of: /^(https:\/\/charts\.jetstack\.io|(oci:\/\/)?quay\.io\/jetstack\/charts)\/?$/,
    charts: { 'cert-manager': certManager },
  },
];

/**
 * What a chart from afar brings, where it is one of Istio's or cert-manager's; undefined where it is not known.
 * @param release its name and namespace
 */
export function chartObjects(
  { chart = '', repoURL = '', helm = {} }: WrittenSource,
  { name, namespace }: Omit<Release, 'values'>,
): readonly RenderedObject[] | undefined {
  const found = REPOSITORIES.find(({ of }) => of.test(repoURL))?.charts[chart];
  const isElsewhere = [helm.valueFiles, helm.parameters, helm.fileParameters].some((each) => (each ?? []).length > 0);
  const written = (helm.valuesObject ?? readYaml(helm.values ?? '')) as Values | undefined;
  if (!found || isElsewhere || !written) return undefined;
  return found({
    name: helm.releaseName ?? name,
    namespace: helm.namespace ?? namespace,
    values: { ...written.defaults, ...written },
  });
}

/** Undefined where it is no YAML. */
function readYaml(text: string): unknown {
  try {
    return (parse(text) as unknown) ?? {};
  } catch {
    return undefined;
  }
}

/** The custom kinds of Istio. https://github.com/istio/istio/tree/master/manifests/charts/base */
function base(): readonly RenderedObject[] {
  return [
    ...definitions('networking.istio.io', ['DestinationRule', 'EnvoyFilter', 'Gateway', 'ProxyConfig', 'ServiceEntry']),
    ...definitions('networking.istio.io', ['Sidecar', 'VirtualService', 'WorkloadEntry', 'WorkloadGroup']),
    ...definitions('security.istio.io', ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']),
    ...definitions('telemetry.istio.io', ['Telemetry']),
    ...definitions('extensions.istio.io', ['WasmPlugin', 'TrafficExtension']),
  ];
}

/** https://github.com/cert-manager/cert-manager/tree/master/deploy/charts/cert-manager */
function certManager(): readonly RenderedObject[] {
  return [
    ...definitions('cert-manager.io', ['Certificate', 'CertificateRequest', 'ClusterIssuer', 'Issuer']),
    ...definitions('acme.cert-manager.io', ['Challenge', 'Order']),
  ];
}

function definitions(group: string, kinds: readonly string[]): readonly RenderedObject[] {
  return kinds.map((kind) => ({
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: `${kind.toLowerCase()}.${group}` },
    spec: { group, names: { kind } },
  }));
}

/** https://github.com/istio/istio/tree/master/manifests/charts/istio-control/istio-discovery */
function istiod({ namespace, values: { revision = '', meshConfig = {} } }: Release): readonly RenderedObject[] {
  const labels = { app: 'istiod', [REVISION]: revision === '' ? 'default' : revision };
  const suffix = revision === '' ? '' : `-${revision}`;
  return [
    deployment({ namespace, name: `istiod${suffix}`, labels }, labels, {}),
    {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: `istio${suffix}` } },
      data: { mesh: stringify(meshConfig) },
    },
  ];
}

/** https://github.com/istio/istio/tree/master/manifests/charts/gateway */
function gateway({ name: release, namespace, values }: Release): readonly RenderedObject[] {
  const { name = release, serviceAccount = {}, service = {}, kind = 'Deployment', replicaCount } = values;
  const labels = { app: name, istio: name.replace(/^istio-/, ''), ...values.labels };
  const ports = service.ports ?? [
    { name: 'status-port', port: 15021, targetPort: 15021 },
    { name: 'http2', port: 80, targetPort: 80 },
    { name: 'https', port: 443, targetPort: 443 },
  ];
  const pod = { serviceAccountName: serviceAccount.name ?? name, containers: [{ name: 'istio-proxy' }] };
  return [
    { ...deployment({ namespace, name, labels }, labels, pod, replicaCount), kind },
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { namespace, name, labels } },
      spec: { type: service.type ?? 'LoadBalancer', selector: labels, ports },
    },
  ];
}

function deployment(
  metadata: RenderedObject['metadata'],
  labels: Readonly<Record<string, string>>,
  pod: object,
  replicas = 1,
): RenderedObject {
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata },
    spec: {
      ...{ replicas, selector: { matchLabels: labels } },
      template: { metadata: { labels }, spec: { containers: [], ...pod } },
    },
  };
}
