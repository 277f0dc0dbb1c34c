import { lastOf, movingSince, onItsWay, type Moving } from '../../model/moving.ts';
import { gatewayPods } from '../../model/trace/gateways.ts';
import { HANDED_OVER, renewalOf } from '../../model/issuance/issued-certificate.ts';
import { certificatesBehind } from '../../model/trace/tls-certificates.ts';
import { handshakesOf } from '../../model/trace/handshakes.ts';
import { tlsTerminationsOf } from '../../model/trace/tls-terminations.ts';
import { checkOfHost } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import type { NoAnswer } from '../../see/question.ts';
import type { View } from '../../see/view.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

/** Error codes where this machine itself has no route, usually for IPv6. */
const OWN_FAULTS = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTUNREACH']);

const GATEWAY = { en: 'the gateway, which was changed', ko: '방금 바뀐 게이트웨이의 적용' };

export const t13 = checkOfHost({
  code: 'T13',
  title: { en: 'nothing is served for the host', ko: '이 호스트에 TLS로 접속할 수 없습니다' },
  means: {
    en: 'A caller gets no TLS connection on port 443. A reset means that the gateway has no certificate for this name; a time-out or a refusal, that no gateway was reached.',
    ko: '클라이언트가 443번 포트에서 TLS 연결을 맺지 못합니다. 연결이 끊기면(reset) 게이트웨이에 이 이름의 인증서가 없다는 뜻이고, 시간 초과나 연결 거부라면 게이트웨이에 도달하지 못했다는 뜻입니다.',
  },
  remedy: {
    en: 'Look at the Gateway and the Certificate of the host. If everything is there and the gateway got the right to read Secrets only after its start, restart it.',
    ko: '이 호스트의 Gateway와 Certificate를 확인하세요. 모두 있는데도 접속되지 않고, 게이트웨이가 시작된 뒤에야 Secret을 읽을 권한을 받았다면, 게이트웨이를 재시작하세요.',
  },
  mayPass: true,
  // What keeps a challenge from being answered (H*) shows in the Certificate (C*).
  consequenceOf: [
    ...SYNC_CAUSES,
    'C*',
    'H4',
    'H5',
    'H12',
    'T1',
    'T2',
    'T3',
    'T4',
    'T5',
    'T20',
    'T9',
    'T10',
    'T14',
    'T15',
    'T16',
    'T17',
    'T18',
    'T19',
    'R20',
  ],
  source: 'measured',
  find(view, name) {
    const handshakes = handshakesOf(view, name);
    const failed = handshakes.flatMap(({ address, answer }) => ('chain' in answer ? [] : [{ address, answer }]));
    const counted = failed.filter(
      ({ address, answer }) => !(address.includes(':') && OWN_FAULTS.has(answer.code) && handshakes.length > 1),
    );
    const [first] = counted;
    if (!first) return undefined;
    const words = counted.map(({ address, answer }) => `${address}: ${errorText(answer)}`).join('; ');
    const sound = handshakes.length - failed.length;
    return {
      ...onItsWay(newsFor(view, name)),
      seen: {
        en: `port 443 at ${words}${sound > 0 ? `; ${sound} other ${sound > 1 ? 'addresses answer' : 'address answers'}` : ''}`,
        ko: `443번 포트: ${words}${sound > 0 ? `. 다른 주소 ${sound}개는 응답합니다` : ''}`,
      },
      next: [`openssl s_client -connect ${first.address}:443 -servername ${name} </dev/null`],
      touches: [],
    };
  },
});

function errorText({ code, message }: NoAnswer): string {
  return message.includes(code) ? quote(message, 160) : `${code} ${quote(message, 160)}`;
}

/** What was written, issued or started so recently that it may not be served yet. */
function newsFor(view: View, name: string): Moving | undefined {
  const gateways = tlsTerminationsOf(view, name).flatMap(({ istio }) => istio?.gateway ?? []);
  const times = [
    ...gateways.map(({ metadata }) => metadata.writtenAt ?? metadata.creationTimestamp),
    ...gateways.flatMap((gateway) => gatewayPods(view, gateway)).map(({ metadata }) => metadata.creationTimestamp),
  ];
  const news = times.map((time) => movingSince(time, HANDED_OVER, GATEWAY));
  return lastOf([renewalOf(view, certificatesBehind(view, name)), ...news]);
}
