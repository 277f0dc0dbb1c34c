import { ageOf } from '../../model/time.ts';
import { eventsOfPod, graceOf } from '../../model/workload/pods.ts';
import { checkOfContainer } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import type { Container, Probe } from '../../see/objects/workload.ts';
import { quote } from '../../see/quote.ts';
import type { Text } from '#program/language.ts';

export const w14 = checkOfContainer({
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
  find(view, { pod, status, container }) {
    const killing = eventsOfPod(view, pod, 'Killing', status.name);
    const ended = killing.flatMap(({ message = '' }) => /(startup|liveness) probe/.exec(message)?.[1] ?? [])[0];
    const { running } = status.state ?? {};
    if (!container || (ended === undefined && (!running || status.ready))) return undefined;
    const isStarting = container.startupProbe !== undefined && status.started === false;
    const which = ended ?? (isStarting ? 'startup' : 'readiness');
    const name = which === 'liveness' ? 'livenessProbe' : which === 'startup' ? 'startupProbe' : 'readinessProbe';
    const said = eventsOfPod(view, pod, 'Unhealthy', status.name)
      .filter(({ message = '' }) => message.toLowerCase().startsWith(`${which} probe`))
      .sort((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? '', 'en'))
      .at(-1)?.message;
    const probe = container[name];
    const mayStillStart = ended === undefined && ageOf(view, running?.startedAt) < graceOf(container);
    if (!probe || (mayStillStart && said === undefined)) return undefined;
    const target = targetOf(probe);
    const words = said === undefined ? '' : `: ${quote(said, 200)}`;
    const failed = {
      en: `${name} of ${container.name}${target && ` ${target}`} does not pass`,
      ko: `컨테이너 ${container.name}의 ${name} 실패${target}`,
    };
    const { namespace = '', name: podName } = pod.metadata;
    return {
      part: name,
      ...(mayStillStart ? { level: 'progress' } : {}),
      seen: inBoth`${failed}${words}${portsThatDiffer(probe, container)}`,
      next: [
        `kubectl describe pod -n ${namespace} ${podName}`,
        `kubectl logs -n ${namespace} ${podName} -c ${container.name}`,
      ],
    };
  },
});

function targetOf({ httpGet, tcpSocket, grpc }: Probe): string {
  if (httpGet) return `(GET :${httpGet.port}${httpGet.path ?? '/'})`;
  const port = tcpSocket?.port ?? grpc?.port;
  return port === undefined ? '' : `(${tcpSocket ? 'TCP' : 'gRPC'} :${port})`;
}

/** Only a hint: a container may listen on ports that it does not declare, unless the probe uses a name. */
function portsThatDiffer({ httpGet, tcpSocket, grpc }: Probe, { ports = [] }: Container): Text | '' {
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
  const isDeclared = ports.some(({ name, containerPort }) => port === name || Number(port) === containerPort);
  if (port === undefined || isDeclared || ports.length === 0) return '';
  const declared = ports.map(({ name, containerPort }) => `${containerPort}${name === undefined ? '' : ` (${name})`}`);
  return {
    en: `; the container declares no port ${port}, only ${declared.join(', ')}`,
    ko: `. 프로브의 포트(${port})는 컨테이너가 선언한 포트가 아닙니다. 선언한 포트: ${declared.join(', ')}`,
  };
}
