import { gatewayServersOf } from '../../model/trace/gateways.ts';
import { allDestinations } from '../../model/trace/destinations.ts';
import { check } from '../check.ts';
import { host, referenceTo } from '../../model/reference.ts';

/** What Istio takes for a protocol at the beginning of a port's name (istio: pkg/config/protocol/instance.go). */
const PROTOCOL = /^(grpc|http|http2|https|mongo|mysql|redis|tcp|tls|udp)(-|$)/i;

export const r7 = check({
  code: 'R7',
  title: {
    en: 'the port of the Service does not say its protocol',
    ko: 'Service 포트만 보고는 프로토콜을 알 수 없습니다',
  },
  means: {
    en: 'Istio guesses it from the first bytes. That mostly works, but not where the server speaks first, and HTTP/2, retries and metrics may suffer.',
    ko: 'Istio가 처음 오는 바이트를 보고 프로토콜을 추측합니다. 대개는 문제가 없지만 서버가 먼저 데이터를 보내는 프로토콜에서는 실패하고, HTTP/2와 재시도, 메트릭에도 영향이 있을 수 있습니다.',
  },
  remedy: {
    en: 'Name the port `http` or `http-…`, or set `appProtocol`.',
    ko: '포트 이름을 `http`나 `http-…`로 바꾸거나 `appProtocol`을 지정하세요.',
  },
  level: 'info',
  source: 'measured; https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
  *judge(view) {
    for (const { hosts, to, service: place } of allDestinations(view)) {
      const service = place && view.get('Service', place.namespace, place.name);
      if (!service?.spec.selector || !hosts.some((name) => gatewayServersOf(view, name).length > 0)) continue;
      const { number } = to.destination.port ?? {};
      for (const [index, { port, name = '', appProtocol, protocol = 'TCP' }] of (service.spec.ports ?? []).entries()) {
        const isUsed = number === undefined || number === port;
        if (!isUsed || protocol !== 'TCP' || appProtocol !== undefined || PROTOCOL.test(name)) continue;
        yield {
          object: referenceTo('Service', service),
          field: name === '' ? `spec.ports[${index}]` : `spec.ports[${index}].name`,
          seen: {
            en: name === '' ? `port ${port} has no name` : `port ${port} is called ${name}`,
            ko: name === '' ? `${port}번 포트에 이름이 없습니다` : `${port}번 포트의 이름: ${name}`,
          },
          touches: hosts.map(host),
        };
      }
    }
  },
});
