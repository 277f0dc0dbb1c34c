import { traceCheck } from './trace-check.ts';

export const t16 = traceCheck(
  {
    code: 'T16',
    title: {
      en: 'TLS is passed through, and no tls route takes the name',
      ko: 'TLS를 그대로 통과시키는데, 이 이름의 tls 라우트가 없습니다',
    },
    means: {
      en: 'With PASSTHROUGH the gateway does not see the request, so it looks at `tls` routes only. It ends the connection.',
      ko: 'PASSTHROUGH에서는 게이트웨이가 요청 내용을 볼 수 없어 `tls` 라우트만 봅니다. 그래서 연결을 끊습니다.',
    },
    remedy: {
      en: 'Let TLS end at the gateway (mode SIMPLE with credentialName), or write a `tls` route with the name in `sniHosts`.',
      ko: '게이트웨이에서 TLS를 종료하거나(credentialName과 SIMPLE 모드), `sniHosts`에 이 이름을 넣은 `tls` 라우트를 쓰세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode',
  },
  ({ branch, decision: { object, did } }) =>
    branch.outcome.end === 'reset' && object.kind === 'Gateway' && did.en.startsWith('PASSTHROUGH'),
);
