import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { certificatesOf } from '../../model/issuance/certificates.ts';
import { covers, idleBeside, secretOf, touchedByTls } from '../../model/trace/tls-certificates.ts';
import { gatewayHandshakes, leavesOf } from '../../model/trace/handshakes.ts';
import type { TlsTermination } from '../../model/trace/tls-terminations.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';
import { checkOfTlsTermination, type Found } from '../shapes.ts';

export const t1 = checkOfTlsTermination({
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
  consequenceOf: ['C34'],
  source: 'measured; https://istio.io/latest/docs/ops/integrations/certmanager/',
  find(view, { name, end }) {
    const secret = secretOf(view, end);
    const idle = secret === 'handmade' ? undefined : idleBeside(view, name, end);
    if (!idle) return undefined;
    const hereIsOne = idle.some(({ metadata }) => end.namespaces.includes(metadata.namespace ?? ''));
    const sameName = idle.filter(({ spec }) => spec.secretName === end.secret);
    const [certificate] = sameName.length > 0 ? sameName : strays(view, name, end, idle, secret === 'absent');
    if (certificate && (sameName.length > 0 || !hereIsOne)) return elsewhere(view, name, end, certificate);
    return secret === 'absent' && !hereIsOne ? nowhere(view, name, end) : undefined;
  },
});

export const t2 = checkOfTlsTermination({
  code: 'T2',
  title: {
    en: 'the Gateway names another Secret than the Certificate',
    ko: 'Gateway가 지정한 Secret과 Certificate의 Secret이 다릅니다',
  },
  means: {
    en: 'The gateway waits for a Secret that nobody writes. A new host gets no TLS; a running one goes on with the old certificate, which nobody renews.',
    ko: '게이트웨이가 기다리는 Secret은 어디에서도 만들어지지 않습니다. 새 호스트에는 TLS로 접속할 수 없고, 이미 서비스 중인 호스트는 갱신되지 않는 이전 인증서를 계속 씁니다.',
  },
  remedy: {
    en: 'Give `credentialName` of the Gateway (`certificateRefs` in the Gateway API) and `secretName` of the Certificate the same value.',
    ko: 'Gateway의 `credentialName`(Gateway API에서는 `certificateRefs`)과 Certificate의 `secretName`을 같은 값으로 맞추세요.',
  },
  source: 'measured; https://istio.io/latest/docs/ops/integrations/certmanager/',
  find(view, { name, end }) {
    const idle = secretOf(view, end) === 'handmade' ? [] : (idleBeside(view, name, end) ?? []);
    const [certificate] = idle.filter(({ metadata }) => end.namespaces.includes(metadata.namespace ?? ''));
    // The right name in another namespace is a case for T1.
    if (!certificate || idle.some(({ spec }) => spec.secretName === end.secret)) return undefined;
    const { name: own, namespace = '' } = certificate.metadata;
    const { secretName } = certificate.spec;
    const field = end.field.slice(end.field.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '');
    return {
      ...settling(view, end, certificate),
      seen: {
        en: `${field} for https://${name} is ${end.secret}, which no Certificate writes; Certificate ${own} writes ${secretName}`,
        ko: `https://${name}의 ${field}: ${end.secret}. 이 Secret을 만드는 Certificate가 없습니다. Certificate ${own}의 Secret은 ${secretName}입니다`,
      },
      next: [`kubectl get certificate ${own} -n ${namespace} -o jsonpath='{.spec.secretName}'`],
      touches: touchedByTls(view, name, [end], [certificate]),
    };
  },
});

/** Certificates for the host with another secretName, where surely nothing else writes the Secret. */
function strays(
  view: View,
  name: string,
  end: TlsTermination,
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

function elsewhere(view: View, name: string, end: TlsTermination, certificate: Certificate): Found {
  const place = end.namespaces.join(', ');
  const { namespace = '', name: own } = certificate.metadata;
  const { secretName } = certificate.spec;
  const other = secretName === end.secret ? '' : ` (and its secretName is ${secretName})`;
  const otherKo = secretName === end.secret ? '' : `. secretName도 다릅니다(${secretName})`;
  return {
    object: referenceTo('Certificate', certificate),
    field: 'metadata.namespace',
    ...settling(view, end, certificate),
    seen: {
      en: `the gateway looks for Secret ${end.secret} of https://${name} in ${place}, but Certificate ${own} writes to ${namespace}${other}`,
      ko: `https://${name}의 Secret(${end.secret})을 게이트웨이는 ${place} 네임스페이스에서 찾지만, Certificate ${own}의 Secret은 ${namespace} 네임스페이스에 저장됩니다${otherKo}`,
    },
    next: [`kubectl get certificates,secrets -n ${end.namespaces[0] ?? ''}`],
    touches: touchedByTls(view, name, [end], [certificate]),
  };
}

function nowhere(view: View, name: string, end: TlsTermination): Found {
  const place = end.namespaces.join(', ');
  return {
    ...settling(view, end),
    seen: {
      en: `Secret ${end.secret} of https://${name} does not exist in ${place}, and no Certificate writes it`,
      ko: `https://${name}에 필요한 Secret이 없고(${place}/${end.secret}), 이 Secret을 만드는 Certificate도 없습니다`,
    },
    next: [`kubectl get certificates -A`],
  };
}

/** What says it may have just been written. */
function settling(view: View, { istio }: TlsTermination, ...certificates: readonly Certificate[]) {
  return onItsWay(settlingOf(view, [...certificates, ...(istio ? [istio.gateway] : [])]));
}
