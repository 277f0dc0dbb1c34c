import { fullName } from '../../see/objects/kubernetes-object.ts';
import { every, hasLabels } from '../../see/demand.ts';
import type { Bystander } from '../../see/objects/istio.ts';
import type { Pod, Service } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { referenceTo } from '../reference.ts';
import { selectsLabels } from './label-selector.ts';
import { meshSettings } from './mesh-settings.ts';
import { hasSidecar } from './mesh-tls.ts';
import type { Passed, RequestTrace, Step } from './outcome.ts';

type Kind = 'EnvoyFilter' | 'NetworkPolicy' | 'RequestAuthentication' | 'Sidecar' | 'WasmPlugin';

/** What a Pod is on the way. */
type Role = Pick<Passed, 'isGateway' | 'isCaller'>;

/** Whether an object of a kind is for a Pod; one of the root namespace may be for any Pod. */
const SELECTS: Readonly<Record<Kind, (bystander: Bystander, pod: Pod, is: Role) => boolean>> = {
  EnvoyFilter: isForProxy,
  NetworkPolicy: ({ metadata, spec }, pod) =>
    metadata.namespace === pod.metadata.namespace && selectsLabels(spec?.podSelector ?? {}, pod.metadata.labels),
  RequestAuthentication: (bystander, pod, is) => !is.isCaller && isForProxy(bystander, pod, is),
  // Gateways know no Sidecars; one without `ingress` is about what goes out.
  Sidecar: (sidecar, pod, is) =>
    !is.isGateway && (is.isCaller ?? (sidecar.spec?.ingress ?? []).length > 0) && isForProxy(sidecar, pod, is),
  WasmPlugin: isForProxy,
};
const KINDS = Object.keys(SELECTS) as Kind[];

/** What the model does not follow, and what stands beside the way of a request or is laid over it: filters, policies … */
export function bystandersOf(view: View, { passed }: RequestTrace): readonly Step[] {
  const pods = new Map<Pod, Role>();
  const services = new Map<Service, boolean>();
  for (const each of passed) {
    const { kind, namespace, name } = each.object;
    const pod = kind === 'Pod' ? view.get(kind, namespace, name) : undefined;
    if (pod) pods.set(pod, each);
    const service = kind === 'Service' ? view.get(kind, namespace, name) : undefined;
    if (service) services.set(service, each.isGateway ?? false);
  }
  return [
    ...[...services].flatMap(([service, isGateway]) => (isGateway ? tlsBefore(service) : waypointOf(view, service))),
    ...[...pods].flatMap(([pod, { isCaller }]) => (isCaller ? uncaught(pod) : [])),
    ...KINDS.flatMap((kind) => selecting(view, kind, pods)),
  ];
}

/** The objects of a kind that are for any of the Pods, or that nobody could look for. @param pods with what each is */
function selecting(view: View, kind: Kind, pods: ReadonlyMap<Pod, Role>): readonly Step[] {
  const places = [...pods.keys()].flatMap((pod) => [
    pod.metadata.namespace ?? '',
    ...(kind === 'NetworkPolicy' ? [] : [meshSettings(view, pod).rootNamespace]),
  ]);
  const demands = [...new Set(places)].map((namespace) => every(kind, namespace));
  const found = demands.flatMap((demand) => view.list(demand));
  const unknown: readonly Step[] = demands.every((demand) => view.isComplete(demand))
    ? []
    : [
        {
          did: {
            en: `whether a ${kind} is for these Pods is not known: it could not be read`,
            ko: `이 Pod들에 적용되는 ${kind}가 있는지 읽지 못해 알 수 없습니다`,
          },
        },
      ];
  return [
    ...unknown,
    ...found.flatMap((bystander) => {
      const [pod, ...others] = [...pods].flatMap(([each, is]) => (SELECTS[kind](bystander, each, is) ? [each] : []));
      return pod ? [step(kind, bystander, pod, others.length)] : [];
    }),
  ];
}

function step(kind: Kind, bystander: Bystander, selected: Pod, others: number): Step {
  const pod = `Pod ${fullName(selected)}`;
  return {
    object: referenceTo(kind, bystander),
    field: kind === 'NetworkPolicy' ? 'spec.podSelector' : selectorField(bystander),
    did: {
      en: `it is for ${pod}${others > 0 ? ` and ${others} more` : ''}; what it does there is not followed`,
      ko: `${pod}${others > 0 ? ` 외 ${others}개` : ''}에 적용되지만, 그 효과는 모델이 따라가지 않습니다`,
    },
  };
}

function selectorField({ spec }: Bystander): string {
  return spec?.workloadSelector ? 'spec.workloadSelector' : spec?.selector ? 'spec.selector' : 'metadata.namespace';
}

/** One with a target is for Gateways of the Gateway API, or for waypoints. */
function isForProxy({ spec }: Bystander, pod: Pod, { isGateway }: Role): boolean {
  if (spec?.targetRef !== undefined || (spec?.targetRefs ?? []).length > 0) return false;
  if (!isGateway && !hasSidecar(pod)) return false;
  return hasLabels(pod.metadata.labels, spec?.workloadSelector?.labels ?? spec?.selector?.matchLabels ?? {});
}

/** What a Pod's annotations keep from its sidecar. */
function uncaught(pod: Pod): readonly Step[] {
  return Object.keys(pod.metadata.annotations ?? {})
    .filter((name) => /^traffic\.sidecar\.istio\.io\/(in|ex)cludeOutbound/.test(name))
    .map((name) => ({
      ...{ object: referenceTo('Pod', pod), field: `metadata.annotations["${name}"]` },
      did: {
        en: 'some requests pass the sidecar by; which ones is not followed',
        ko: '일부 요청이 사이드카를 거치지 않지만, 모델이 구분하지 않습니다',
      },
    }));
}

/** Annotations by which the load balancers of clouds are given a certificate, and so end TLS before the gateway. */
const CERTIFICATES = [
  'load-balancer.hetzner.cloud/http-certificates',
  'load-balancer.hetzner.cloud/http-managed-certificate-name',
  'loadbalancer.openstack.org/default-tls-container-ref',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-cert-id',
  'service.beta.kubernetes.io/aws-load-balancer-ssl-cert',
  'service.beta.kubernetes.io/do-loadbalancer-certificate-id',
  'service.beta.kubernetes.io/ncloud-load-balancer-ssl-cert',
  'service.beta.kubernetes.io/ncloud-load-balancer-ssl-certificate-no',
  'service.beta.kubernetes.io/oci-load-balancer-tls-secret',
  'service.beta.kubernetes.io/scw-loadbalancer-certificate-ids',
];

function tlsBefore(service: Service): readonly Step[] {
  return CERTIFICATES.filter((name) => service.metadata.annotations?.[name]).map((name) => ({
    object: referenceTo('Service', service),
    field: `metadata.annotations["${name}"]`,
    did: {
      en: 'TLS ends at the load balancer of the cloud, with its own certificate; what it sends on is not followed',
      ko: 'TLS가 클라우드 로드 밸런서에서 끝나며, 그 뒤의 처리는 모델이 따라가지 않습니다',
    },
  }));
}

const USE_WAYPOINT = 'istio.io/use-waypoint';
const FROM_GATEWAYS = 'istio.io/ingress-use-waypoint';

/** The waypoint of a Service: what comes from gateways passes it only if that is asked for. */
function waypointOf(view: View, service: Service): readonly Step[] {
  const namespace = view.get('Namespace', undefined, service.metadata.namespace ?? '');
  const label = (name: string) => service.metadata.labels?.[name] ?? namespace?.metadata.labels?.[name];
  const waypoint = label(USE_WAYPOINT);
  if (waypoint === undefined || waypoint === 'none' || label(FROM_GATEWAYS)?.toLowerCase() !== 'true') return [];
  return [
    {
      object: referenceTo('Service', service),
      field: `metadata.labels["${USE_WAYPOINT}"]`,
      did: {
        en: `requests pass the waypoint ${waypoint}; what it does is not followed`,
        ko: `요청이 웨이포인트 ${waypoint}를 거치지만, 그 처리는 모델이 따라가지 않습니다`,
      },
    },
  ];
}
