import { certificatesOf } from '../../model/issuance/certificates.ts';
import { tlsWithoutCertificate } from '../../model/trace/tls-without-certificate.ts';
import { covers, secretOf } from '../../model/trace/tls-certificates.ts';
import { gatewayHandshakes, leavesOf } from '../../model/trace/handshakes.ts';
import { levelOnceSettled } from '../../model/trace/settling.ts';
import { touchedByTls, type TlsEnd } from '../../model/trace/tls-ends.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

export const t1 = check({
  code: 'T1',
  title: {
    en: 'the Secret is not in the namespace of the gateway',
    ko: 'Secret이 게이트웨이의 네임스페이스에 없습니다',
  },
  means: {
    en: 'A gateway reads the Secrets of the namespace of its own Pods only. A new host gets no TLS; a running one goes on with the old certificate until the gateway restarts or that certificate expires.',
    ko: '게이트웨이는 자기 Pod와 같은 네임스페이스의 Secret만 읽습니다. 새 호스트에는 TLS로 접속할 수 없고, 이미 서비스 중인 호스트는 게이트웨이가 재시작되거나 인증서가 만료되기 전까지만 이전 인증서로 버팁니다.',
  },
  remedy: {
    en: 'Put the Certificate into the namespace of the gateway, and move its issuer there too, if that is an Issuer.',
    ko: 'Certificate를 게이트웨이의 네임스페이스로 옮기세요. 발급자가 Issuer라면 발급자도 함께 옮기세요.',
  },
  source: 'measured; https://istio.io/latest/docs/ops/integrations/certmanager/',
  *judge(view) {
    for (const { name, end, idle } of tlsWithoutCertificate(view)) {
      const secret = secretOf(view, end);
      if (secret === 'handmade') continue;
      const hereIsOne = idle.some(({ metadata }) => end.namespaces.includes(metadata.namespace ?? ''));
      const sameName = idle.filter(({ spec }) => spec.secretName === end.secret);
      const [certificate] = sameName.length > 0 ? sameName : strays(view, name, end, idle, secret === 'absent');
      if (certificate && (sameName.length > 0 || !hereIsOne)) yield elsewhere(view, name, end, certificate);
      else if (secret === 'absent' && !hereIsOne) yield nowhere(view, name, end);
    }
  },
});

/** Certificates for the host with another secretName, where surely nothing else writes the Secret. */
function strays(
  view: View,
  name: string,
  end: TlsEnd,
  idle: readonly Certificate[],
  isAbsent: boolean,
): readonly Certificate[] {
  const handshakes = gatewayHandshakes(view, name);
  const isUnserved = handshakes.length > 0 && leavesOf(handshakes).length === 0;
  const judged = new Set(certificatesOf(view).map(({ metadata }) => metadata.uid));
  return isAbsent || isUnserved
    ? idle.filter(
        (certificate) =>
          covers(certificate, name) &&
          !end.namespaces.includes(certificate.metadata.namespace ?? '') &&
          (isAbsent || judged.has(certificate.metadata.uid)),
      )
    : [];
}

function elsewhere(view: View, name: string, end: TlsEnd, certificate: Certificate): Observation {
  const place = end.namespaces.join(', ');
  const { namespace = '', name: own } = certificate.metadata;
  const { secretName } = certificate.spec;
  const other = secretName === end.secret ? '' : ` (and its secretName is ${secretName})`;
  const otherKo = secretName === end.secret ? '' : `. secretName도 다릅니다(${secretName})`;
  return {
    object: referenceTo('Certificate', certificate),
    field: 'metadata.namespace',
    level: levelOnceSettled(view, [certificate, ...(end.entrance ? [end.entrance.gateway] : [])], 'error'),
    seen: {
      en: `the gateway looks for Secret ${end.secret} of https://${name} in ${place}, but Certificate ${own} writes to ${namespace}${other}`,
      ko: `https://${name}의 Secret(${end.secret})을 게이트웨이는 ${place} 네임스페이스에서 찾지만, Certificate ${own}의 Secret은 ${namespace} 네임스페이스에 저장됩니다${otherKo}`,
    },
    next: [`kubectl get certificates,secrets -n ${end.namespaces[0] ?? ''}`],
    touches: touchedByTls(name, [end], [certificate]),
  };
}

function nowhere(view: View, name: string, end: TlsEnd): Observation {
  const place = end.namespaces.join(', ');
  return {
    object: end.gateway,
    field: end.field,
    level: levelOnceSettled(view, end.entrance ? [end.entrance.gateway] : [], 'error'),
    seen: {
      en: `Secret ${end.secret} of https://${name} does not exist in ${place}, and no Certificate writes it`,
      ko: `https://${name}에 필요한 Secret이 없고(${place}/${end.secret}), 이 Secret을 만드는 Certificate도 없습니다`,
    },
    next: [`kubectl get certificates -A`],
    touches: touchedByTls(name, [end], []),
  };
}
