import { traceCheck } from './trace-check.ts';

export const t17 = traceCheck(
  {
    code: 'T17',
    title: {
      en: 'the gateway is to judge certificates of callers, without a CA',
      ko: '클라이언트 인증서를 검증할 CA가 게이트웨이에 없습니다',
    },
    means: {
      en: 'MUTUAL needs a CA: `ca.crt` in the Secret, or a Secret of the same name with `-cacert`. ACME issuers write none, so every connection is reset.',
      ko: 'MUTUAL에는 CA가 필요합니다. Secret의 `ca.crt`나, 같은 이름에 `-cacert`를 붙인 Secret입니다. ACME 발급자는 이를 만들지 않으므로 모든 연결이 끊깁니다.',
    },
    remedy: {
      en: 'Create the Secret `NAME-cacert` with the CA of the callers beside the other or, if callers need no certificate, use mode SIMPLE.',
      ko: '클라이언트의 CA를 담은 Secret `NAME-cacert`를 같은 네임스페이스에 만드세요. 클라이언트 인증서가 필요 없다면 SIMPLE 모드를 쓰세요.',
    },
    source: 'measured; cert-manager/cert-manager#1571',
  },
  ({ branch, decision: { field = '', did } }) =>
    branch.outcome.end === 'reset' && field.endsWith('.tls.mode') && did.en.includes('needs a CA'),
);
