import { referenceTo, type Reference } from '../reference.ts';
import type { DestinationRule } from '../../see/objects/istio.ts';
import { isLive, type Pod, type Service } from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { podsBehind, slicesOf } from '../workload/workloads.ts';
import { hasLabels } from '../../see/demand.ts';
import { hasSidecar, isAmbient, mutualTlsOf, podPort, tlsModeOf } from './mesh-tls.ts';
import { isOfSolver } from './routes.ts';
import { meshConfigOf, meshSettings } from './mesh-settings.ts';
import type { Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { SharedDestination } from './rule-action.ts';
import { unknown, type Upstream } from './upstream-end.ts';

/** A port of a Service as a proxy knows it. */
export interface Cluster {
  readonly proxy: Proxy;
  readonly service: Service;
  readonly number: number;
  readonly portName: string | undefined;
  readonly rules: readonly DestinationRule[];
  readonly subset: Subset | undefined;
  readonly destination: SharedDestination['destination'];
  readonly steps: readonly Step[];
}

export interface Subset {
  readonly labels: Readonly<Record<string, string>>;
  readonly step: Step;
}

/** The Pods behind it that are ready, and whether the proxy can speak to them. */
export function podsOf(view: View, cluster: Cluster): Upstream {
  const { service, number, portName, subset, steps } = cluster;
  const object = referenceTo('Service', service);
  const inSubset = (pod: Pod) => hasLabels(pod.metadata.labels, subset?.labels ?? {});
  const ready = new Set(readyNames(view, service, portName));
  const behind = podsBehind(view, service).filter(isLive);
  const pods = behind.filter((pod) => ready.has(pod.metadata.name) && inSubset(pod));
  const to = subset ? [...steps, subset.step] : steps;
  const others = addressesOf(view, service, portName);
  if (pods.length === 0 && others.length > 0) return { outcome: { end: 'sent out', to: others.join(', ') }, steps: to };
  if (pods.length === 0) {
    const matching = behind.filter(inSubset);
    const why: Step =
      behind.length === 0
        ? { object, field: 'spec.selector', did: { en: 'it selects no Pod', ko: '선택하는 Pod가 없습니다' } }
        : matching.length === 0 && subset
          ? {
              ...subset.step,
              did: { en: 'no Pod has the labels of the subset', ko: '서브셋의 레이블을 가진 Pod가 없습니다' },
            }
          : {
              ...{ object, field: 'spec.ports' },
              did: {
                en: `none of its ${matching.length} ${matching.length === 1 ? 'Pod' : 'Pods'} is ready on this port`,
                ko: `Pod ${matching.length}개 중 이 포트에서 준비된 것이 없습니다`,
              },
            };
    return { outcome: { end: 'no endpoints', status: 503 }, steps: [...to, why] };
  }
  const tls = tlsOf(view, cluster);
  const portOf = (pod: Pod) => podPort(service, number, pod);
  const [target] = pods.map(portOf);
  if (pods.every((pod) => isUndeclared(pod, portOf(pod))))
    return unknown(...to, {
      ...{ object, field: 'spec.ports' },
      did: {
        en: `no container says that it listens on port ${target ?? ''}`,
        ko: `${target ?? ''}번 포트를 연다고 밝힌 컨테이너가 없습니다`,
      },
    });
  const mesh = (pod: Pod) => hasSidecar(pod) || isAmbient(view, pod);
  const told: readonly Step[] = tls
    ? [{ object: tls.object, field: tls.field, did: { en: `TLS mode ${tls.mode}`, ko: `TLS 모드 ${tls.mode}` } }]
    : [];
  const fails = tls ? pods.filter((pod) => isMismatch(view, tls.mode, pod, portOf(pod))) : [];
  if (tls && fails.length === pods.length)
    return { outcome: { end: 'no TLS', status: 503 }, steps: [...to, mismatchStep(view, tls, fails, portOf)] };
  if (tls && (fails.length > 0 || !['ISTIO_MUTUAL', 'DISABLE'].includes(tls.mode))) return unknown(...to, ...told);
  return { pods, portOf, isMutual: tls ? tls.mode === 'ISTIO_MUTUAL' : pods.some(mesh), steps: [...to, ...told] };
}

interface TlsMode {
  readonly object: Reference;
  readonly field: string;
  readonly mode: string;
}

/** How the proxy speaks to the Pods, and what says so; undefined where it finds that out by itself, or there is none. */
function tlsOf(view: View, { proxy, rules, number, destination }: Cluster): TlsMode | undefined {
  if (proxy.calls === 'directly') return undefined;
  const set = tlsModeOf(rules, number, destination.subset);
  if (set) return { object: referenceTo('DestinationRule', set.rule), field: set.field, mode: set.mode };
  const [pod] = proxy.pods;
  if (meshSettings(view, pod).enableAutoMtls) return undefined;
  const { object } = meshConfigOf(view, pod);
  return { object, field: 'data.mesh.enableAutoMtls', mode: 'DISABLE' };
}

/** Whether a Pod cannot be spoken to in a mode. */
function isMismatch(view: View, mode: string, pod: Pod, port: number | undefined): boolean {
  const isPlain = !hasSidecar(pod) && !isAmbient(view, pod);
  if (mode === 'ISTIO_MUTUAL' || isOfSolver(pod)) return mode !== 'DISABLE' && isPlain;
  return mode === 'DISABLE' && hasSidecar(pod) && mutualTlsOf(view, pod, port)?.mode === 'STRICT';
}

function mismatchStep(
  view: View,
  { object, mode, field }: TlsMode,
  pods: readonly Pod[],
  portOf: (pod: Pod) => number | undefined,
): Step {
  const [pod] = pods;
  const policy = pod && mode === 'DISABLE' ? mutualTlsOf(view, pod, portOf(pod))?.policy.metadata : undefined;
  return {
    ...{ object, field },
    did: policy
      ? {
          en: `it sends plain text, but PeerAuthentication ${policy.namespace ?? ''}/${policy.name} is STRICT`,
          ko: `평문으로 보내지만 PeerAuthentication ${policy.namespace ?? ''}/${policy.name}의 모드는 STRICT입니다`,
        }
      : {
          en: `it wants ${mode}, but the Pods have no sidecar, such as ${pod?.metadata.name ?? ''}`,
          ko: `${mode} 모드를 요구하지만 사이드카 없는 Pod입니다(예: ${pod?.metadata.name ?? ''})`,
        },
  };
}

/**
 * Whether the application of a Pod lists ports, and this one is not among them: it may listen there, or refuse every
 * connection.
 */
function isUndeclared({ spec }: Pod, port: number | undefined): boolean {
  const listed = [...spec.containers, ...(spec.initContainers ?? [])]
    .filter(({ name }) => name !== 'istio-proxy')
    .flatMap(({ ports = [] }) => ports);
  return listed.length > 0 && !listed.some(({ containerPort }) => containerPort === port);
}

/** Names of the Pods that are ready on a port of a Service. */
function readyNames(view: View, service: Service, portName: string | undefined): readonly string[] {
  return readyEnds(view, service, portName).flatMap(({ targetRef }) =>
    targetRef?.kind === 'Pod' ? (targetRef.name ?? []) : [],
  );
}

/** The addresses that somebody has written for a Service without a selector. */
function addressesOf(view: View, service: Service, portName: string | undefined): readonly string[] {
  if (Object.keys(service.spec.selector ?? {}).length > 0) return [];
  return readyEnds(view, service, portName).flatMap(({ addresses }) => addresses);
}

function readyEnds(view: View, service: Service, portName: string | undefined) {
  const isUnready = service.metadata.annotations?.['service.alpha.kubernetes.io/tolerate-unready-endpoints'] === 'true';
  return slicesOf(view, service)
    .filter(({ ports }) => (ports ?? []).some(({ name }) => (name ?? '') === (portName ?? '')))
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => isUnready || conditions?.ready !== false);
}
