import { fullName } from '../../see/objects/kubernetes-object.ts';
import { endsTls, gatewayPods, type GatewayServer } from '../../model/trace/gateways.ts';
import { withoutNamespace } from '../../model/host-patterns.ts';
import { hasSelector, tlsTerminationsOf } from '../../model/trace/tls-terminations.ts';
import { touchedByTls } from '../../model/trace/tls-certificates.ts';
import { checkOfTlsTermination } from '../shapes.ts';
import { credentialsOf, gatewaysWithCredential } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const t6 = checkOfTlsTermination({
  code: 'T6',
  title: { en: 'several Gateways share one certificate', ko: '여러 Gateway가 인증서 하나를 함께 씁니다' },
  means: {
    en: 'A browser re-uses its HTTP/2 connection for every host of the certificate, but a connection knows the hosts of one Gateway only: the others answer 404 now and then.',
    ko: '브라우저는 인증서에 있는 모든 호스트에 같은 HTTP/2 연결을 재사용하는데, 연결 하나로는 한 Gateway의 호스트에만 요청할 수 있습니다. 그래서 나머지 호스트에서 가끔 404가 나옵니다.',
  },
  remedy: {
    en: 'Put all hosts of the certificate into one server of one Gateway, or give each Gateway a certificate of its own.',
    ko: '인증서에 있는 호스트를 모두 한 Gateway의 한 서버에 모으거나, Gateway마다 다른 인증서를 쓰세요.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/ops/common-problems/network-issues/',
  find(view, { name, end: { istio } }) {
    const others = istio ? sharersOf(view, istio) : [];
    if (!istio || others.length === 0) return undefined;
    const { gateway, server, index } = istio;
    const names = others.map(fullName).sort();
    const secret = credentialsOf(server).join(', ');
    const ends = tlsTerminationsOf(view, name).filter(({ istio }) => istio?.gateway === gateway);
    return {
      field: `spec.servers[${index}].tls.credentialName`,
      seen: {
        en: `Secret ${secret} is also served by ${names.length > 1 ? 'Gateways' : 'Gateway'} ${names.join(', ')}, for other hosts`,
        ko: `Secret ${secret}: 다음 Gateway도 다른 호스트에 함께 씁니다: ${names.join(', ')}`,
      },
      touches: touchedByTls(view, name, ends),
    };
  },
});

/** Gateways that serve other hosts with the same Secret on the same Pods and port. */
function sharersOf(view: View, { gateway, server }: GatewayServer): readonly GatewayServer['gateway'][] {
  const pods = new Set(gatewayPods(view, gateway));
  const credentials = credentialsOf(server);
  const hosts = new Set(server.hosts.map(withoutNamespace));
  const naming = credentials.flatMap((credential) => view.list(gatewaysWithCredential(credential)));
  return [...new Set(naming)]
    .filter((other) => other !== gateway && hasSelector(other) && gatewayPods(view, other).some((pod) => pods.has(pod)))
    .filter(({ spec }) =>
      spec.servers?.some(
        (each) =>
          endsTls(each) &&
          each.port.number === server.port.number &&
          credentialsOf(each).some((credential) => credentials.includes(credential)) &&
          each.hosts.some((host) => !hosts.has(withoutNamespace(host))),
      ),
    );
}
