import { ageOf } from '../../model/time.ts';
import {
  type ContainerPlace,
  eventsOfPod,
  firstOfEach,
  graceOf,
  unreadyContainers,
  whatGoesOn,
} from '../../model/workload/pods.ts';
import { aboutWorkload } from '../../model/workload/workloads.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Container, Probe } from '../../see/objects/workload.ts';
import { quote } from '../../see/quote.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

type ProbeName = 'startupProbe' | 'readinessProbe' | 'livenessProbe';

export const w14 = check({
  code: 'W14',
  title: { en: 'a probe does not pass', ko: '프로브가 실패합니다' },
  means: {
    en: 'The kubelet gets no good answer from the container, so the Pod gets no requests; after failed startup or liveness probes it also restarts the container. Through a sidecar every failure appears as 500.',
    ko: 'kubelet이 컨테이너에서 정상 응답을 받지 못해 Pod에 요청이 가지 않습니다. startup이나 liveness 프로브가 실패하면 컨테이너도 재시작합니다. 사이드카를 거치면 어떤 실패든 500으로 보입니다.',
  },
  remedy: {
    en: 'Compare port and path of the probe with those of the program, which must listen on 0.0.0.0; then look for the reason in its log.',
    ko: '프로브의 포트와 경로가 프로그램의 것과 같은지, 프로그램이 0.0.0.0에서 수신하는지 확인한 다음 로그에서 이유를 찾으세요.',
  },
  mayPass: true,
  consequenceOf: ['W20'],
  source: 'measured; https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/',
  *judge(view) {
    for (const { place, found } of firstOfEach(unreadyContainers(view), (each) => failingProbe(view, each)))
      yield observe(view, place, found);
  },
});

interface Failing {
  readonly name: ProbeName;
  readonly probe: Probe | undefined;
  readonly container: Container;
  /** The kubelet's message. */
  readonly said: string | undefined;
  readonly mayStillStart: boolean;
}

function failingProbe(view: View, { pod, status, container }: ContainerPlace): Failing | undefined {
  if (!container) return undefined;
  const killing = eventsOfPod(view, pod, 'Killing', status.name).map(({ message = '' }) => message);
  const ended = killing.flatMap((message) => /(startup|liveness) probe/.exec(message)?.[1] ?? [])[0];
  const { running } = status.state ?? {};
  const isReadinessOnly = ended === undefined;
  if (isReadinessOnly && (!running || status.ready)) return undefined;
  const name =
    ended === 'liveness'
      ? 'livenessProbe'
      : ended === 'startup' || isStarting(status, container)
        ? 'startupProbe'
        : 'readinessProbe';
  const said = whatKubeletSaid(view, { pod, status }, name);
  const probe = container[name];
  const mayStillStart = isReadinessOnly && ageOf(view, running?.startedAt) < graceOf(container);
  if (!probe || (mayStillStart && said === undefined)) return undefined;
  return { name, probe, container, said, mayStillStart };
}

function isStarting({ started }: ContainerPlace['status'], { startupProbe }: Container): boolean {
  return startupProbe !== undefined && started === false;
}

function whatKubeletSaid(
  view: View,
  { pod, status }: Pick<ContainerPlace, 'pod' | 'status'>,
  name: ProbeName,
): string | undefined {
  const word = name.replace('Probe', ' probe').toLowerCase();
  return eventsOfPod(view, pod, 'Unhealthy', status.name)
    .filter(({ message = '' }) => message.toLowerCase().startsWith(word))
    .sort((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? '', 'en'))
    .at(-1)?.message;
}

function observe(view: View, place: ContainerPlace, failing: Failing): Observation {
  const { kind, workload, pod, field } = place;
  const { name, probe, container, said, mayStillStart } = failing;
  const { namespace = '', name: podName } = pod.metadata;
  const goesOn = whatGoesOn(view, workload);
  const target = targetOf(probe ?? {});
  const words = said === undefined ? '' : `: ${quote(said, 200)}`;
  const undeclared = portsThatDiffer(probe ?? {}, container);
  return {
    ...aboutWorkload(view, kind, workload),
    ...(field === undefined ? {} : { field: `${field}.${name}` }),
    ...(mayStillStart ? { level: 'progress' } : {}),
    seen: {
      en: `${name} of ${container.name}${target} does not pass${words}${undeclared.en}${goesOn.en}`,
      ko: `컨테이너 ${container.name}의 ${name} 실패${target.trim()}${words}${undeclared.ko}${goesOn.ko}`,
    },
    next: [
      `kubectl describe pod -n ${namespace} ${podName}`,
      `kubectl logs -n ${namespace} ${podName} -c ${container.name}`,
    ],
  };
}

function targetOf({ httpGet, tcpSocket, grpc }: Probe): string {
  if (httpGet) return ` (GET :${httpGet.port}${httpGet.path ?? '/'})`;
  const port = tcpSocket?.port ?? grpc?.port;
  return port === undefined ? '' : ` (${tcpSocket ? 'TCP' : 'gRPC'} :${port})`;
}

/** Only a hint: a container may listen on ports that it does not declare, unless the probe uses a name. */
function portsThatDiffer({ httpGet, tcpSocket, grpc }: Probe, { ports = [] }: Container): Text {
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  const isDeclared = ports.some(({ name, containerPort }) => port === name || Number(port) === containerPort);
  if (port === undefined || isDeclared || ports.length === 0) return { en: '', ko: '' };
  const declared = ports.map(({ name, containerPort }) => `${containerPort}${name === undefined ? '' : ` (${name})`}`);
  return {
    en: `; the container declares no port ${port}, only ${declared.join(', ')}`,
    ko: `. 프로브의 포트(${port})는 컨테이너가 선언한 포트가 아닙니다. 선언한 포트: ${declared.join(', ')}`,
  };
}
