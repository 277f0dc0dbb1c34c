import { labelled } from '../../see/demand.ts';
import type { Workload } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { referenceTo } from '../reference.ts';
import { istiodsOf } from './istiod.ts';
import type { Step } from './outcome.ts';

interface Component {
  /** As it is called in gitops/apps/add-ons/tested.yaml. */
  readonly id: string;
  readonly name: string;
  /** The minor versions that the model was held against; a test compares them with what is deployed and tested. */
  readonly versions: readonly string[];
  /** The Deployments that tell which version runs. */
  readonly workloads: (view: View) => readonly Workload[];
}

/** A list that can be read. */
export const COMPONENTS: readonly Component[] = [
  { id: 'istio', name: 'Istio', versions: ['1.30', '1.31'], workloads: istiodsOf },
  {
    ...{ id: 'certManager', name: 'cert-manager', versions: ['1.21'] },
    workloads: (view) => view.list(labelled('Deployment', undefined, { 'app.kubernetes.io/name': 'cert-manager' })),
  },
  {
    ...{ id: 'argoCd', name: 'Argo CD', versions: ['3.5'] },
    workloads: (view) => view.list(labelled('Deployment', undefined, { 'app.kubernetes.io/name': 'argocd-server' })),
  },
];

/** Of the Gateway API; it has no workload, and its version stands in its definitions. */
export const GATEWAY_API = ['1.6'];
const BUNDLE = 'gateway.networking.k8s.io/bundle-version';

/** A version of the Gateway API that the model was not held against. */
export function otherGatewayApi(view: View): readonly Step[] {
  const name = 'httproutes.gateway.networking.k8s.io';
  const version = view.get('CustomResourceDefinition', undefined, name)?.metadata.annotations?.[BUNDLE];
  const minor = /^v?(\d+\.\d+)\./.exec(version ?? '')?.[1];
  if (version === undefined || minor === undefined || GATEWAY_API.includes(minor)) return [];
  const object = { kind: 'CustomResourceDefinition', name } as const;
  return [
    { object, field: `metadata.annotations["${BUNDLE}"]`, did: notHeldAgainst('Gateway API', version, GATEWAY_API) },
  ];
}

function notHeldAgainst(name: string, version: string, versions: readonly string[]): Step['did'] {
  const known = versions.join(', ');
  return {
    en: `${name} is ${version}; the model was held against ${known}`,
    ko: `${name} 버전은 ${version}이며, 모델은 ${known} 버전과 대조했습니다`,
  };
}

/** The versions that run and that the model was not held against. */
export function otherVersions(view: View): readonly Step[] {
  return COMPONENTS.flatMap(({ name, versions, workloads }) =>
    workloads(view).flatMap((workload) => {
      const told = versionOf(workload);
      if (!told || versions.includes(told.minor)) return [];
      const object = referenceTo('Deployment', workload);
      return [{ object, field: told.field, did: notHeldAgainst(name, told.version, versions) }];
    }),
  );
}

const LABELS = ['operator.istio.io/version', 'app.kubernetes.io/version'];

/** The version that a label tells or, as Argo CD's own manifest has none, the tag of the image; none of a mere digest. */
function versionOf({
  metadata,
  spec,
}: Workload): { readonly version: string; readonly minor: string; readonly field: string } | undefined {
  const [container] = spec.template.spec.containers;
  const tag = /:([^:/@]+)(?:@|$)/.exec(container?.image ?? '')?.[1];
  const told = [
    ...LABELS.map((name) => ({ version: metadata.labels?.[name], field: `metadata.labels["${name}"]` })),
    { version: tag, field: 'spec.template.spec.containers[0].image' },
  ];
  for (const { version, field } of told) {
    const minor = /^v?(\d+\.\d+)(?:\.|$|-)/.exec(version ?? '')?.[1];
    if (version !== undefined && minor !== undefined) return { version, minor, field };
  }
  return undefined;
}
