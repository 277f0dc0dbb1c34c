import { fullName } from '../../see/objects/kubernetes-object.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { judgedFor, touchedByCertificate } from '../../model/issuance/certificates.ts';
import { gatewayServersOf, gatewayApiListeners, speaksTls } from '../../model/trace/gateways.ts';
import { listenersForHost } from '../../model/trace/gateway-api/gateways.ts';
import { ownObjects } from '../../model/sync/applications.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { handshakesOf } from '../../model/trace/handshakes.ts';
import { check } from '../check.ts';
import { type Observation, type SaidLevel } from '../../model/finding.ts';
import { host } from '../../model/reference.ts';
import { virtualServicesOf } from '../../model/trace/routes.ts';
import { gatewayApiGatewaysForHost, gatewaysForHost, ingressesForHost } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const t15 = check({
  code: 'T15',
  title: { en: 'no Gateway admits the host', ko: '이 호스트를 받는 Gateway가 없습니다' },
  means: {
    en: 'No server of a Gateway admits this name with TLS, so the gateway ends every https connection to it.',
    ko: '이 이름을 TLS로 받는 Gateway 서버가 없어, 이 이름으로 오는 https 연결을 게이트웨이가 모두 끊습니다.',
  },
  remedy: {
    en: 'Add the host to `servers[].hosts` of a Gateway, on port 443 with `tls` and `credentialName`.',
    ko: 'Gateway의 `servers[].hosts`에 이 호스트를 추가하세요. 443번 포트여야 하고 `tls`와 `credentialName`이 있어야 합니다.',
  },
  mayPass: true,
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/gateway/',
  *judge(view) {
    for (const name of hostsOf(view))
      if (knowsGateways(view, name) && !isAdmitted(view, name) && !isServedElsewhere(view, name))
        yield* observe(view, name);
  },
});

/** Whether all Gateways for a host are known. */
function knowsGateways(view: View, name: string): boolean {
  const [istio, gatewayApi] = [gatewaysForHost(name), gatewayApiGatewaysForHost(name)].map((each) =>
    view.isComplete(each),
  );
  return istio === true && gatewayApi === true;
}

function isAdmitted(view: View, name: string): boolean {
  return (
    gatewayServersOf(view, name).some(({ server }) => speaksTls(server)) ||
    [...gatewayApiListeners(view, name), ...listenersForHost(view, name)].some(({ listener }) =>
      ['HTTPS', 'TLS'].includes(listener.protocol),
    )
  );
}

/** Whether an Ingress serves it, or something outside of this cluster answers with a trusted certificate. */
function isServedElsewhere(view: View, name: string): boolean {
  return (
    view.list(ingressesForHost(name)).some(({ spec }) => spec.tls?.some(({ hosts = [] }) => hosts.includes(name))) ||
    handshakesOf(view, name).some(({ answer }) => 'chain' in answer && answer.refusal === undefined)
  );
}

function* observe(view: View, name: string): Iterable<Observation> {
  const certificates = judgedFor(view, name);
  const routes = virtualServicesOf(view, name);
  const plain = gatewayServersOf(view, name).map(({ gateway, index }) => `${fullName(gateway)} servers[${index}]`);
  const isAsked = view.scope.hosts.includes(name);
  // A site without TLS is no mistake as long as there is no Certificate for it.
  if (plain.length > 0 && !isAsked && certificates.length === 0) return;
  const isOnlyOfCertificate = !isAsked && plain.length === 0 && !isRouted(view, name);
  const isPartOf = certificates.some(({ spec }) => spec.dnsNames?.some((other) => isAdmitted(view, other)));
  const level: SaidLevel = isOnlyOfCertificate && isPartOf ? 'warning' : 'error';
  yield {
    object: host(name),
    level,
    ...onItsWay(settlingOf(view, [...certificates, ...routes])),
    seen: {
      en:
        plain.length > 0
          ? `only servers without TLS admit it: ${plain.join(', ')}`
          : 'no server of any Gateway admits it',
      ko:
        plain.length > 0
          ? `TLS를 쓰지 않는 서버만 이 호스트를 받습니다: ${plain.join(', ')}`
          : '이 호스트를 받는 Gateway 서버가 없습니다',
    },
    next: ['kubectl get gateways.networking.istio.io -A -o yaml | grep -A3 hosts:'],
    touches: certificates.flatMap((certificate) => touchedByCertificate(view, certificate).slice(0, 1)),
  };
}

function isRouted(view: View, name: string): boolean {
  return (
    ownObjects(view, 'VirtualService').some(({ spec }) => spec.hosts?.includes(name)) ||
    ownObjects(view, 'HTTPRoute').some(({ spec }) => spec.hostnames?.includes(name))
  );
}
