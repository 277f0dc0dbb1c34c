import { backendsOf, shapesBehind, type Backend } from '../../model/trace/backends.ts';
import { httpsStatuses } from '../../model/trace/answers.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

export const r8 = check({
  code: 'R8',
  title: { en: 'targetPort is a port that the Pods do not have', ko: 'targetPort로 지정한 포트가 Pod에 없습니다' },
  means: {
    en: 'The Service has no endpoints although its Pods are ready; the gateway answers 503 “no healthy upstream”.',
    ko: 'Pod가 준비되어 있어도 Service에 엔드포인트가 없습니다. 그래서 게이트웨이가 503 “no healthy upstream”으로 응답합니다.',
  },
  remedy: {
    en: 'Write in `targetPort` the name of a container port, or the number that the program listens on.',
    ko: '`targetPort`에 컨테이너 포트의 이름이나 프로그램이 실제로 여는 포트 번호를 적으세요.',
  },
  source: 'measured; https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  *judge(view) {
    for (const backend of backendsOf(view)) yield* judgePorts(view, backend);
  },
});

function* judgePorts(view: View, { service, destinations, hosts }: Backend): Iterable<Observation> {
  const shapes = shapesBehind(view, service);
  if (shapes.length === 0) return;
  const ports = shapes.flatMap(({ containers }) => containers).flatMap((container) => container.ports ?? []);
  const listed = ports.map(({ name, containerPort }) => (name ? `${name} (${containerPort})` : String(containerPort)));
  const reference = referenceTo('Service', service);
  for (const [index, { port, targetPort = port, protocol = 'TCP' }] of (service.spec.ports ?? []).entries()) {
    const isUsed = destinations.some((destination) => destination.port === undefined || destination.port === port);
    const isThere = ports.some(
      (each) =>
        (each.protocol ?? 'TCP') === protocol &&
        (typeof targetPort === 'string' ? each.name === targetPort : each.containerPort === targetPort),
    );
    if (!isUsed || isThere) continue;
    // A container need not list a port; a missing number is suspicious only if it lists others and nothing answers.
    const isNumber = typeof targetPort === 'number';
    if (isNumber && (ports.length === 0 || !hosts.every((name) => isUnserved(view, name)))) continue;
    const names = [...new Set(listed)].join(', ');
    yield {
      object: reference,
      level: isNumber ? 'warning' : 'error',
      field: `spec.ports[${index}].targetPort`,
      seen: {
        en: `no container has the port ${targetPort}${names && `; there is ${names}`}`,
        ko: `targetPort가 가리키는 포트(${targetPort})가 어느 컨테이너에도 없습니다${names && `. 있는 것: ${names}`}`,
      },
      touches: [...hosts.map(host), ...holdersOf(view, reference)],
    };
  }
}

/** Whether every answer is 503. */
function isUnserved(view: View, name: string): boolean {
  const answers = httpsStatuses(view, name);
  return answers.length > 0 && answers.every(({ status }) => status === 503);
}
