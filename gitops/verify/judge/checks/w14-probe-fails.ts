import { movingSince, onItsWay } from '../../model/moving.ts';
import { ageOf } from '../../model/time.ts';
import { eventsOfPod, graceOf } from '../../model/workload/pods.ts';
import { checkOfContainer } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { quote } from '../../see/quote.ts';

const STARTS = { en: 'the container, which is starting', ko: '컨테이너 기동' };

export const w14 = checkOfContainer({
  code: 'W14',
  title: { en: 'a probe does not pass', ko: '프로브가 실패합니다' },
  means: {
    en: 'The kubelet gets no good answer from the container, so the Pod gets no requests; after failed startup or liveness probes it also restarts the container. Through a sidecar every failure appears as 500.',
    ko: 'kubelet이 컨테이너에서 정상 응답을 받지 못해 Pod에 요청이 가지 않습니다. startup이나 liveness 프로브가 실패하면 컨테이너도 재시작합니다. 사이드카를 거치면 어떤 실패든 500으로 보입니다.',
  },
  remedy: {
    en: 'Compare port and path of the probe with those of the program, which must listen on 0.0.0.0; then look for the reason in its log.',
    ko: '프로브의 포트와 경로가 프로그램과 맞는지, 프로그램이 0.0.0.0에서 수신하는지 확인한 다음 로그에서 이유를 찾으세요.',
  },
  mayPass: true,
  consequenceOf: ['W2', 'W3', 'W20'],
  source: 'measured; https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/',
  find(view, { pod, status, container }) {
    const killing = eventsOfPod(view, pod, 'Killing', status.name);
    const ended = killing.flatMap(({ message = '' }) => /(startup|liveness) probe/.exec(message)?.[1] ?? [])[0];
    const { running } = status.state ?? {};
    if (!container || (ended === undefined && (!running || status.ready))) return undefined;
    const isStarting = container.startupProbe !== undefined && status.started === false;
    const which = ended ?? (isStarting ? 'startup' : 'readiness');
    const part = which === 'liveness' ? 'livenessProbe' : which === 'startup' ? 'startupProbe' : 'readinessProbe';
    const said = eventsOfPod(view, pod, 'Unhealthy', status.name)
      .filter(({ message = '' }) => message.toLowerCase().startsWith(`${which} probe`))
      .sort((a, b) => (a.lastTimestamp ?? '').localeCompare(b.lastTimestamp ?? '', 'en'))
      .at(-1)?.message;
    const probe = container[part];
    const mayStillStart = ended === undefined && ageOf(view, running?.startedAt) < graceOf(container);
    if (!probe || (mayStillStart && said === undefined)) return undefined;
    const { httpGet, tcpSocket, grpc } = probe;
    const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port ?? '';
    const way = httpGet ? 'GET' : tcpSocket ? 'TCP' : 'gRPC';
    const target = port === '' ? '' : `(${way} :${port}${httpGet ? (httpGet.path ?? '/') : ''})`;
    const failed = {
      en: `${part} of ${container.name}${target && ` ${target}`} does not pass`,
      ko: `컨테이너 ${container.name}의 ${part} 실패${target}`,
    };
    // Only a hint: a container may listen on ports that it does not declare, unless the probe uses a name.
    const { ports = [] } = container;
    const isDeclared = ports.some((each) => port === each.name || Number(port) === each.containerPort);
    const declared = ports.map((each) => `${each.containerPort}${each.name === undefined ? '' : ` (${each.name})`}`);
    const undeclared = {
      en: `; the container declares no port ${port}, only ${declared.join(', ')}`,
      ko: `. 프로브의 포트(${port})는 컨테이너가 선언한 포트가 아닙니다. 선언한 포트: ${declared.join(', ')}`,
    };
    const hint = port === '' || isDeclared || ports.length === 0 ? '' : undeclared;
    const { namespace = '', name } = pod.metadata;
    return {
      part,
      ...onItsWay(ended === undefined ? movingSince(running?.startedAt, graceOf(container), STARTS) : undefined),
      seen: inBoth`${failed}${said === undefined ? '' : `: ${quote(said, 200)}`}${hint}`,
      next: [
        `kubectl describe pod -n ${namespace} ${name}`,
        `kubectl logs -n ${namespace} ${name} -c ${container.name}`,
      ],
    };
  },
});
