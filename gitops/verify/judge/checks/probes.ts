import { mutualTlsOf } from '../../model/trace/mesh-tls.ts';
import { podsOf } from '../../model/workload/workloads.ts';
import { injectionOf } from '../../model/workload/injection.ts';
import { checkOfWorkload } from '../shapes.ts';
import { isReady, type Container, type Probe, type Workload } from '../../see/objects/workload.ts';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
const REWRITE = 'sidecar.istio.io/rewriteAppHTTPProbers';

export const w2 = checkOfWorkload({
  code: 'W2',
  title: { en: 'strict mTLS refuses the probes', ko: 'STRICT mTLS가 프로브를 거부합니다' },
  means: {
    en: 'The kubelet has no certificate of the mesh. Where Istio may not rewrite its probes, the sidecar resets their connections, and the Pod never gets ready.',
    ko: 'kubelet에는 메시의 인증서가 없습니다. Istio가 프로브를 고쳐 쓰지 못하게 막으면, 사이드카가 프로브의 연결을 끊어 Pod가 Ready가 되지 않습니다.',
  },
  remedy: {
    en: `Remove the annotation \`${REWRITE}\`, or allow plaintext on the port of the probe.`,
    ko: `\`${REWRITE}\` 어노테이션을 지우거나, 프로브가 쓰는 포트에는 평문을 허용하세요.`,
  },
  source: 'measured; https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/',
  find(view, { workload }) {
    const { metadata, spec } = workload.spec.template;
    const { namespace = '' } = workload.metadata;
    if (metadata?.annotations?.[REWRITE] !== 'false' || injectionOf(view, namespace, { spec, metadata }) === undefined)
      return undefined;
    const pod = { metadata: { ...metadata, name: '', namespace }, spec };
    return probesOf(workload).flatMap(({ container, probe, field }) => {
      const port = portOf(container, probe.httpGet?.port);
      const mutual = port === undefined ? undefined : mutualTlsOf(view, pod, port);
      if (mutual?.mode !== 'STRICT') return [];
      const { namespace: place = '', name } = mutual.policy.metadata;
      return {
        field,
        seen: {
          en: `port ${port} takes mTLS alone, by PeerAuthentication ${place}/${name}`,
          ko: `PeerAuthentication ${place}/${name} 때문에 ${port}번 포트는 mTLS만 받습니다`,
        },
      };
    });
  },
});

export const w3 = checkOfWorkload({
  code: 'W3',
  title: {
    en: 'a probe asks a port that the container does not have',
    ko: '프로브의 포트가 컨테이너에 없습니다',
  },
  means: {
    en: 'The probe fails for ever: the Pod gets no requests, or is restarted again and again. A rollout stops there.',
    ko: '프로브가 계속 실패하므로 Pod에 요청이 가지 않거나 컨테이너가 거듭 재시작됩니다. 롤아웃도 거기서 멈춥니다.',
  },
  remedy: {
    en: 'Name in the probe a port of `ports` of the same container, or list the number there.',
    ko: '프로브에 같은 컨테이너의 `ports`에 있는 포트를 적거나, 그 번호를 `ports`에 추가하세요.',
  },
  level: 'warning',
  source:
    'measured; https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  find(view, { workload }) {
    return probesOf(workload).flatMap(({ container, probe, field }) => {
      const [way, { port } = { port: undefined }] = (['httpGet', 'tcpSocket', 'grpc'] as const)
        .map((each) => [each, probe[each]] as const)
        .find(([, target]) => target !== undefined) ?? ['httpGet'];
      const { ports = [] } = container;
      if (port === undefined || portOf(container, port) !== undefined) return [];
      const isNamed = typeof port === 'string' && !/^\d+$/.test(port);
      // A container need not list its ports, and a kubelet knows better.
      if (
        !isNamed &&
        (ports.length === 0 || podsOf(view, workload).some((pod) => pod.status?.startTime && isReady(pod)))
      )
        return [];
      const listed = ports
        .map(({ name, containerPort }) => (name ? `${name} (${containerPort})` : containerPort))
        .join(', ');
      return {
        ...(isNamed ? { level: 'error' as const } : {}),
        field: `${field}.${way}.port`,
        seen: {
          en: `container ${container.name} has no port ${port}${listed && `; there is ${listed}`}`,
          ko: `${container.name} 컨테이너에 없는 포트: ${port}${listed && `. 있는 것: ${listed}`}`,
        },
      };
    });
  },
});

/** Every probe of a workload's containers. */
function probesOf({ spec }: Workload): readonly { container: Container; probe: Probe; field: string }[] {
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    (spec.template.spec[list] ?? []).flatMap((container, index) =>
      PROBES.flatMap((part) => {
        const probe = container[part];
        return probe ? [{ container, probe, field: `spec.template.spec.${list}[${index}].${part}` }] : [];
      }),
    ),
  );
}

/** The number of a listed port; undefined where the container does not list it. */
function portOf({ ports = [] }: Container, port: number | string | undefined): number | undefined {
  return ports.find(({ name, containerPort }) => name === port || containerPort === Number(port))?.containerPort;
}
