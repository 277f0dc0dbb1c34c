import { fullName } from '../../see/objects/kubernetes-object.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { covers, writersOf } from '../../model/trace/tls-certificates.ts';
import { gatewayHandshakes } from '../../model/trace/handshakes.ts';
import { referenceTo } from '../../model/reference.ts';
import { checkOfTlsTermination } from '../shapes.ts';
import type { View } from '../../see/view.ts';

export const t9 = checkOfTlsTermination({
  code: 'T9',
  title: { en: 'the host is not in its certificate', ko: '호스트가 인증서에 없습니다' },
  means: {
    en: 'The gateway serves a certificate for other names, so every caller refuses the connection.',
    ko: '게이트웨이가 다른 이름의 인증서를 제시하므로 모든 클라이언트가 연결을 거부합니다.',
  },
  remedy: {
    en: 'Add the host to `dnsNames` of the Certificate, or correct it in the Gateway. A wildcard stands for one label only.',
    ko: 'Certificate의 `dnsNames`에 이 호스트를 추가하거나, Gateway의 호스트를 고치세요. 와일드카드는 점으로 나뉜 한 단계만 대신합니다.',
  },
  source: 'measured; RFC 6125 section 6.4.3',
  find(view, { name, end }) {
    const writers = writersOf(view, end);
    const served = servedNames(view, name);
    if (writers.length > 0 ? writers.some((each) => covers(each, name)) : served.length === 0) return undefined;
    const [certificate] = writers;
    const names = certificate?.spec.dnsNames ?? [...new Set(served)];
    const words = names.slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
    const who = certificate ? `Certificate ${fullName(certificate)}` : '';
    return {
      ...onItsWay(settlingOf(view, writers)),
      ...(certificate ? { remedyAt: { object: referenceTo('Certificate', certificate), field: 'spec.dnsNames' } } : {}),
      seen: {
        en: certificate
          ? `https://${name} is served from Secret ${end.secret}, whose ${who} is for ${words}`
          : `https://${name} is served from Secret ${end.secret}, with a certificate for ${words}`,
        ko: certificate
          ? `https://${name}의 Secret은 ${end.secret}인데, ${who}의 이름은 ${words}입니다`
          : `https://${name}의 Secret은 ${end.secret}인데, 게이트웨이가 제시하는 인증서의 이름은 ${words}입니다`,
      },
      next: certificate
        ? [
            `kubectl get certificate ${certificate.metadata.name} -n ${certificate.metadata.namespace ?? ''} -o jsonpath='{.spec.dnsNames}'`,
          ]
        : [],
    };
  },
});

/** The names in the served certificate, where it is refused because of them. */
function servedNames(view: View, name: string): readonly string[] {
  return gatewayHandshakes(view, name).flatMap(({ answer }) =>
    'chain' in answer && answer.refusal === 'ERR_TLS_CERT_ALTNAME_INVALID' ? (answer.chain[0]?.dnsNames ?? []) : [],
  );
}
