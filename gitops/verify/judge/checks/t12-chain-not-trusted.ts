import { onItsWay } from '../../model/moving.ts';
import { renewalOf } from '../../model/issuance/issued-certificate.ts';
import { certificatesBehind } from '../../model/trace/tls-certificates.ts';
import { handshakesOf } from '../../model/trace/handshakes.ts';
import { checkOfHost } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

export const t12 = checkOfHost({
  code: 'T12',
  title: { en: 'the served certificate is not trusted', ko: '게이트웨이가 제시하는 인증서를 신뢰할 수 없습니다' },
  means: {
    en: 'A caller with the roots that verify uses refuses the connection. Browsers and the voice platform do so too, unless they have other roots.',
    ko: 'verify와 같은 루트 인증서를 쓰는 클라이언트는 연결을 거부합니다. 다른 루트를 쓰지 않는 한 브라우저와 음성 플랫폼도 마찬가지입니다.',
  },
  remedy: {
    en: 'Have the certificate issued by a CA that the callers know. If a private CA is meant, give its roots with `--roots FILE`.',
    ko: '클라이언트가 아는 CA에서 인증서를 발급받으세요. 일부러 사설 CA를 쓰는 것이라면 `--roots FILE`로 루트 인증서를 지정하세요.',
  },
  mayPass: true,
  consequenceOf: [...SYNC_CAUSES, 'C*', 'H4', 'H5', 'H12', 'T1', 'T2', 'T5', 'T20', 'T7', 'T9', 'O2', 'O3'],
  source: 'measured; https://nodejs.org/api/tls.html#x509-certificate-error-codes',
  find: (view, name) =>
    handshakesOf(view, name).flatMap(({ address, answer }) => {
      if (!('chain' in answer) || answer.refusal === undefined) return [];
      const last = answer.chain.at(-1);
      const words = last ? quote(last.issuer || last.subject, 120) : '–';
      return {
        field: address,
        ...onItsWay(renewalOf(view, certificatesBehind(view, name))),
        seen: {
          en: `${address}: ${answer.refusal}; the chain ends at ${words}`,
          ko: `${address}: ${answer.refusal}; 인증서 체인의 끝: ${words}`,
        },
        next: [`openssl s_client -connect ${bracketed(address)}:443 -servername ${name} -showcerts </dev/null`],
        touches: [],
      };
    }),
});

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
