import { tlsWithoutCertificate } from '../../model/trace/tls-without-certificate.ts';
import { levelOnceSettled } from '../../model/trace/settling.ts';
import { secretOf } from '../../model/trace/tls-certificates.ts';
import { touchedByTls, type TlsEnd } from '../../model/trace/tls-ends.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import type { View } from '../../see/view.ts';

export const t2 = check({
  code: 'T2',
  title: {
    en: 'the Gateway names another Secret than the Certificate',
    ko: 'Gateway가 지정한 Secret과 Certificate의 Secret이 다릅니다',
  },
  means: {
    en: 'The gateway waits for a Secret that nobody writes. A new host gets no TLS; a running one goes on with the old certificate, which nobody renews.',
    ko: '게이트웨이가 아무도 만들지 않는 Secret을 기다립니다. 새 호스트에는 TLS로 접속할 수 없고, 이미 서비스 중인 호스트는 갱신되지 않는 이전 인증서를 계속 씁니다.',
  },
  remedy: {
    en: 'Give `credentialName` of the Gateway (`certificateRefs` in the Gateway API) and `secretName` of the Certificate the same value.',
    ko: 'Gateway의 `credentialName`(Gateway API에서는 `certificateRefs`)과 Certificate의 `secretName`을 같은 값으로 맞추세요.',
  },
  source: 'measured; https://istio.io/latest/docs/ops/integrations/certmanager/',
  *judge(view) {
    for (const { name, end, idle } of tlsWithoutCertificate(view)) {
      // The right name in another namespace is a case for T1.
      if (idle.some(({ spec }) => spec.secretName === end.secret)) continue;
      const [certificate] = idle.filter(({ metadata }) => end.namespaces.includes(metadata.namespace ?? ''));
      if (certificate && secretOf(view, end) !== 'handmade') yield observe(view, name, end, certificate);
    }
  },
});

function observe(view: View, name: string, end: TlsEnd, certificate: Certificate): Observation {
  const { name: own, namespace = '' } = certificate.metadata;
  const { secretName } = certificate.spec;
  const field = end.field.slice(end.field.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '');
  return {
    object: end.gateway,
    field: end.field,
    level: levelOnceSettled(view, [certificate, ...(end.entrance ? [end.entrance.gateway] : [])], 'error'),
    seen: {
      en: `${field} for https://${name} is ${end.secret}, which no Certificate writes; Certificate ${own} writes ${secretName}`,
      ko: `https://${name}의 ${field}: ${end.secret}. 이 Secret을 만드는 Certificate가 없습니다. Certificate ${own}의 Secret은 ${secretName}입니다`,
    },
    next: [`kubectl get certificate ${own} -n ${namespace} -o jsonpath='{.spec.secretName}'`],
    touches: touchedByTls(name, [end], [certificate]),
  };
}
