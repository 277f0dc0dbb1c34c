import { fullName } from '../../see/objects/kubernetes-object.ts';
import { referenceTo, type Reference } from '../reference.ts';
import { every } from '../../see/demand.ts';
import type { BackendTlsPolicy } from '../../see/objects/gateway-api.ts';
import type { DestinationRule } from '../../see/objects/istio.ts';
import type { Pod, Service } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { hasSidecar, isAmbient, mutualTlsOf, podPort, tlsModeOf } from './mesh-tls.ts';
import { meshConfigOf, meshSettings } from './mesh-settings.ts';
import { isOfSolver } from './routes.ts';
import type { Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { Cluster } from './upstream-end.ts';

/** How a proxy speaks to Pods, and what says so. */
interface TlsMode {
  readonly object: Reference;
  readonly field: string;
  readonly mode: string;
}

/** Undefined where the proxy finds out by itself how to speak to the Pods, or where there is none. */
export function tlsOf(view: View, { proxy, service, rules, number, destination }: Cluster): TlsMode | undefined {
  if (proxy.calls === 'directly') return undefined;
  const policy = policyOf(view, proxy, service, number, rules);
  if (policy) return { object: referenceTo('BackendTLSPolicy', policy), field: 'spec.validation', mode: 'SIMPLE' };
  const set = tlsModeOf(rules, number, destination.subset);
  if (set) return { object: referenceTo('DestinationRule', set.rule), field: set.field, mode: set.mode };
  const [pod] = proxy.pods;
  if (meshSettings(view, pod).enableAutoMtls) return undefined;
  const { object } = meshConfigOf(view, pod);
  return { object, field: 'data.mesh.enableAutoMtls', mode: 'DISABLE' };
}

/** Modes that show a Pod no certificate of the mesh: one of TLS proper, and none. */
const WITHOUT_CERTIFICATE = ['DISABLE', 'SIMPLE'];

/**
 * The policy of the Gateway API by which proxies speak TLS to a Service; istiod makes a DestinationRule of it in the
 * namespace of the Service, the oldest there (istio: pilot/pkg/config/kube/gateway/backend_policies.go).
 */
function policyOf(
  view: View,
  proxy: Proxy,
  { metadata: { namespace = '', name }, spec }: Service,
  number: number,
  [first]: readonly DestinationRule[],
): BackendTlsPolicy | undefined {
  const isOfCaller = first?.metadata.namespace === proxy.namespace && proxy.namespace !== namespace;
  if (isOfCaller) return undefined;
  const portName = spec.ports?.find(({ port }) => port === number)?.name;
  const target = (policy: BackendTlsPolicy) =>
    policy.spec.targetRefs?.find(
      (each) =>
        (each.group ?? '') === '' &&
        each.kind === 'Service' &&
        each.name === name &&
        [undefined, '', portName].includes(each.sectionName),
    );
  // One for the port goes before one for the Service.
  const rank = (policy: BackendTlsPolicy) => (target(policy)?.sectionName ? 0 : 1);
  const key = ({ metadata }: BackendTlsPolicy) => `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
  const [found] = view
    .list(every('BackendTLSPolicy', namespace))
    .filter((policy) => target(policy) !== undefined)
    .sort((a, b) => rank(a) - rank(b) || key(a).localeCompare(key(b), 'en'));
  return found;
}

/** Whether a Pod cannot be spoken to in a mode. */
export function isMismatch(view: View, mode: string, pod: Pod, port: number | undefined): boolean {
  const isPlain = !hasSidecar(pod) && !isAmbient(view, pod);
  if (mode === 'ISTIO_MUTUAL' || isOfSolver(pod)) return mode !== 'DISABLE' && isPlain;
  return WITHOUT_CERTIFICATE.includes(mode) && hasSidecar(pod) && mutualTlsOf(view, pod, port)?.mode === 'STRICT';
}

/** @param pods those that cannot be spoken to; one without a name is only expected @param count of all */
export function mismatchStep(
  view: View,
  { service, number }: Cluster,
  { object, mode, field }: TlsMode,
  pods: readonly Pod[],
  count: number,
): Step {
  const [pod] = pods;
  const { namespace = '', name } = service.metadata;
  const policy =
    pod && WITHOUT_CERTIFICATE.includes(mode)
      ? mutualTlsOf(view, pod, podPort(service, number, pod))?.policy
      : undefined;
  const example = pod?.metadata.name ?? '';
  const [en, ko] = policy
    ? [
        `but PeerAuthentication ${fullName(policy)} is STRICT`,
        `PeerAuthentication ${fullName(policy)}의 모드는 STRICT입니다`,
      ]
    : example === ''
      ? [
          `but namespace ${namespace} has no label that gives Pods a sidecar`,
          `${namespace} 네임스페이스에 사이드카 주입 레이블이 없습니다`,
        ]
      : [
          `but Pods without a sidecar: ${pods.length}/${count}, such as ${example}`,
          `사이드카 없는 Pod가 있습니다: ${pods.length}/${count}, 예: ${example}`,
        ];
  return {
    ...{ object, field, reason: 'TLS mode' },
    did: {
      en: `${mode} for Service ${namespace}/${name}, ${en}`,
      ko: `Service ${namespace}/${name}에 ${mode} 모드를 지정했지만 ${ko}`,
    },
  };
}
