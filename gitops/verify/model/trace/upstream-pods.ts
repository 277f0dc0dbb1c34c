import { referenceTo } from '../reference.ts';
import {
  isLive,
  isReady,
  type Container,
  type EndpointSlice,
  type Pod,
  type PodTemplate,
  type Service,
} from '../../see/objects/workload.ts';
import type { View } from '../../see/view.ts';
import { knowsBehind, podsBehind, slicesOf, workloadsBehind } from '../workload/workloads.ts';
import { slicesOfService } from '../relations.ts';
import { runningPod } from '../settled/pods.ts';
import { hasLabels } from '../../see/demand.ts';
import { hasSidecar, isAmbient, podPort, PROXY } from './mesh-tls.ts';
import type { Step } from './outcome.ts';
import { unknown, type Cluster, type ServicePort, type Upstream } from './upstream-end.ts';
import { isMismatch, mismatchStep, tlsOf } from './upstream-tls.ts';

/** What keeps requests from the Pods behind it, in the order in which it shows, then these Pods. */
export function* podsOf(view: View, cluster: Cluster): Iterable<Upstream> {
  const { service, number, servicePort, subset } = cluster;
  const steps = subset ? [...cluster.steps, subset.step] : cluster.steps;
  const inSubset = (pod: Pod) => hasLabels(pod.metadata.labels, subset?.labels ?? {});
  const behind = podsBehind(view, service).filter(isLive);
  const ends = readyEnds(view, service, servicePort);
  const ready = new Set(ends.flatMap(({ targetRef }) => (targetRef?.kind === 'Pod' ? (targetRef.name ?? []) : [])));
  const others = ends.flatMap(({ targetRef, addresses }) => (targetRef?.kind === 'Pod' ? [] : addresses));
  const pods = behind.filter((pod) => ready.has(pod.metadata.name) && inSubset(pod));
  if (pods.length === 0 && others.length > 0) {
    yield { outcome: { end: 'sent out', to: others.join(', ') }, steps };
    return;
  }
  const expected = behind.length > 0 ? behind : expectedPods(view, service);
  const asked = pods.length > 0 ? pods : expected.filter(inSubset);
  if (asked.length === 0 && subset && behind.length > 0) {
    const did = { en: 'no Pod has the labels of the subset', ko: '서브셋의 레이블을 가진 Pod가 없습니다' };
    yield noEndpoints(...steps, { ...subset.step, did });
    return;
  }
  if (pods.length === 0) yield* withoutEndpoints(view, cluster, steps);
  const target = servicePort?.targetPort ?? servicePort?.port;
  if (typeof target === 'number' && asked.length > 0 && asked.every((pod) => isUndeclared(pod, target)))
    yield unknown(...steps, lackingPort(cluster, asked));
  const tls = tlsOf(view, cluster);
  const portOf = (pod: Pod) => podPort(service, number, pod);
  const told: readonly Step[] = tls
    ? [{ object: tls.object, field: tls.field, did: { en: `TLS mode ${tls.mode}`, ko: `TLS 모드 ${tls.mode}` } }]
    : [];
  const isKnown = behind.length > 0 || view.get('Namespace', undefined, service.metadata.namespace ?? '') !== undefined;
  const failing = tls && isKnown ? asked.filter((pod) => isMismatch(view, tls.mode, pod, portOf(pod))) : [];
  if (tls && failing.length > 0)
    yield {
      outcome: failing.length === asked.length ? { end: 'no TLS', status: 503 } : { end: 'unknown' },
      steps: [...steps, mismatchStep(view, cluster, tls, failing, asked.length)],
    };
  else if (tls && !['ISTIO_MUTUAL', 'DISABLE'].includes(tls.mode)) yield unknown(...steps, ...told);
  if (behind.length === 0) return;
  const isMutual = tls ? tls.mode === 'ISTIO_MUTUAL' : asked.some((pod) => hasSidecar(pod) || isAmbient(view, pod));
  yield { pods: asked, portOf, isMutual, steps: [...steps, ...told] };
}

function noEndpoints(...steps: readonly Step[]): Upstream {
  return { outcome: { end: 'no endpoints', status: 503 }, steps };
}

/** Why no Pod of a Service takes requests. */
function* withoutEndpoints(view: View, cluster: Cluster, steps: readonly Step[]): Iterable<Upstream> {
  const { service, number, servicePort } = cluster;
  const object = referenceTo('Service', service);
  const { selector = {} } = service.spec;
  const pods = podsBehind(view, service).filter(isLive);
  const isDescribed = pods.length > 0 || workloadsBehind(view, service).length > 0;
  if (!isDescribed) {
    const { namespace = '' } = service.metadata;
    const labels = Object.entries(selector).map(([label, value]) => `${label}=${value}`);
    const none: Step = {
      ...{ object, field: 'spec.selector' },
      did:
        labels.length === 0
          ? { en: 'it selects no Pod', ko: '선택하는 Pod가 없습니다' }
          : {
              en: `no Pod, Deployment, StatefulSet or DaemonSet in ${namespace} has the labels ${labels.join(', ')}`,
              ko: `${namespace} 네임스페이스에 다음 레이블의 Pod, Deployment, StatefulSet, DaemonSet이 없습니다: ${labels.join(', ')}`,
            },
    };
    yield knowsBehind(view, service) ? noEndpoints(...steps, none) : unknown(...steps, none);
  }
  const shapes = [...pods, ...expectedPods(view, service)];
  const isThere = shapes.some((pod) => podPort(service, number, pod) !== undefined);
  if (servicePort && isDescribed && !isThere) yield noEndpoints(...steps, lackingPort(cluster, shapes));
  const ready = pods.filter(isReady).length;
  const did = {
    en: `no address takes requests; Pods that are ready: ${ready}/${pods.length}`,
    ko: `요청을 받을 주소가 없습니다. 준비된 Pod: ${ready}/${pods.length}`,
  };
  const unready: Step = { object, field: 'spec.ports', did };
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const isOfOthers = readyEnds(view, service, servicePort).some(({ targetRef }) => !names.has(targetRef?.name ?? ''));
  yield view.isComplete(slicesOfService(service)) && !isOfOthers
    ? noEndpoints(...steps, unready)
    : unknown(...steps, unready);
}

/** The Pods that should be behind a Service: as its workloads make them or, without those, as its namespace would. */
function expectedPods(view: View, service: Service): readonly Pod[] {
  const { namespace = '' } = service.metadata;
  const { labels = {} } = view.get('Namespace', undefined, namespace)?.metadata ?? {};
  const templates = workloadsBehind(view, service).map(({ workload }) => workload.spec.template);
  const all: readonly PodTemplate[] = templates.length > 0 ? templates : [{ spec: { containers: [] } }];
  return all.map((each) => runningPod({ namespace, name: '' }, each, undefined, new Map([[namespace, labels]])));
}

/** The ports that the application of a Pod lists. */
function listedPorts({ spec }: Pod): NonNullable<Container['ports']> {
  return [...spec.containers, ...(spec.initContainers ?? [])]
    .filter(({ name }) => name !== PROXY)
    .flatMap(({ ports = [] }) => ports);
}

/** Whether a Pod lists ports, and this one is not among them: it may listen there, or refuse every connection. */
function isUndeclared(pod: Pod, target: number): boolean {
  const listed = listedPorts(pod);
  return listed.length > 0 && !listed.some(({ containerPort }) => containerPort === target);
}

function lackingPort({ service, servicePort }: Cluster, pods: readonly Pod[]): Step {
  const { targetPort = servicePort?.port ?? '' } = servicePort ?? {};
  const at = (service.spec.ports ?? []).findIndex((each) => each === servicePort);
  const listed = pods
    .flatMap(listedPorts)
    .map((each) => (each.name ? `${each.name} (${each.containerPort})` : String(each.containerPort)));
  const names = [...new Set(listed)].join(', ');
  return {
    ...{ object: referenceTo('Service', service), field: `spec.ports[${at}].targetPort` },
    did: {
      en: `no container has the port ${targetPort}${names && `; there is ${names}`}`,
      ko: `targetPort가 가리키는 포트(${targetPort})가 어느 컨테이너에도 없습니다${names && `. 있는 것: ${names}`}`,
    },
  };
}

/** The endpoints of a Service that take requests on a port, or on any where that is not one of its own. */
function readyEnds(view: View, service: Service, servicePort: ServicePort | undefined): readonly End[] {
  const isUnready = service.metadata.annotations?.['service.alpha.kubernetes.io/tolerate-unready-endpoints'] === 'true';
  return slicesOf(view, service)
    .filter(({ ports }) =>
      (ports ?? []).some(({ name }) => servicePort === undefined || (name ?? '') === (servicePort.name ?? '')),
    )
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => isUnready || conditions?.ready !== false);
}

type End = NonNullable<EndpointSlice['endpoints']>[number];
