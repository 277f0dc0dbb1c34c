import { refusedUsers } from '../../model/trace/tls-terminations.ts';
import { writersOf } from '../../model/trace/tls-certificates.ts';
import { gatewayPods } from '../../model/trace/gateways.ts';
import { checkOfTlsTermination } from '../shapes.ts';

export const t3 = checkOfTlsTermination({
  code: 'T3',
  title: { en: 'the gateway may not read Secrets', ko: '게이트웨이에 Secret을 읽을 권한이 없습니다' },
  means: {
    en: 'istiod gives a gateway a certificate only if the ServiceAccount of its Pods may list Secrets in their namespace. Without it port 443 answers every handshake with a reset.',
    ko: 'istiod는 게이트웨이 Pod의 ServiceAccount가 자기 네임스페이스의 Secret 목록을 조회할 수 있어야만 게이트웨이에 인증서를 넘겨줍니다. 권한이 없으면 443번 포트의 모든 TLS 핸드셰이크가 reset으로 끊깁니다.',
  },
  remedy: {
    en: 'Give the ServiceAccount a Role with get, list and watch on secrets. Then restart the gateway: without a restart it does not ask again.',
    ko: 'ServiceAccount에 secrets의 get, list, watch 권한이 있는 Role을 부여한 다음 게이트웨이를 재시작하세요. 재시작하지 않으면 인증서를 다시 요청하지 않습니다.',
  },
  source: 'measured; https://github.com/istio/istio/issues/43891',
  find(view, { name, end }) {
    if (!end.istio) return undefined;
    const refused = refusedUsers(view, end.istio);
    const certificates = writersOf(view, end);
    // Where other Pods may read the Secret, refused ones matter only if the Certificate is in their namespace.
    const others = gatewayPods(view, end.istio.gateway).some(
      ({ metadata }) => !refused.some(({ namespace }) => namespace === metadata.namespace),
    );
    const [first] = refused.filter(
      ({ namespace }) => !others || certificates.some(({ metadata }) => metadata.namespace === namespace),
    );
    if (!first) return undefined;
    const { user, namespace } = first;
    const account = user.slice(user.lastIndexOf(':') + 1);
    return {
      seen: {
        en: `ServiceAccount ${namespace}/${account} of the gateway may not list secrets in ${namespace}; https://${name} needs Secret ${end.secret}`,
        ko: `게이트웨이의 ServiceAccount ${namespace}/${account}에 ${namespace} 네임스페이스의 Secret 목록을 조회할 권한이 없습니다. https://${name}에 필요한 Secret: ${end.secret}`,
      },
      next: [
        `kubectl auth can-i list secrets -n ${namespace} --as ${user}`,
        `kubectl create role gateway-secrets -n ${namespace} --verb=get,list,watch --resource=secrets`,
        `kubectl create rolebinding gateway-secrets -n ${namespace} --role=gateway-secrets --serviceaccount=${namespace}:${account}`,
      ],
    };
  },
});
