import { judgedFor } from '../../model/issuance/certificates.ts';
import { HANDED_OVER, isIssuedFor, issuedOf } from '../../model/issuance/issued-certificate.ts';
import { covers, writersOf, touchedByTls } from '../../model/trace/tls-certificates.ts';
import { gatewayHandshakes } from '../../model/trace/handshakes.ts';
import { tlsTerminationsOf } from '../../model/trace/tls-terminations.ts';
import { checkOfHost } from '../shapes.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import type { ServedCertificate } from '../../see/objects/x509.ts';
import type { View } from '../../see/view.ts';

export const t7 = checkOfHost({
  code: 'T7',
  title: {
    en: 'another certificate is served than the one issued last',
    ko: '게이트웨이가 마지막으로 발급된 인증서가 아닌 다른 인증서를 제시합니다',
  },
  means: {
    en: 'The gateway does not have the new certificate, though it usually gets it within two seconds. What it serves ends sooner than the Certificate says.',
    ko: '새 인증서는 보통 2초 안에 게이트웨이에 전달되는데 아직 전달되지 않았습니다. 지금 제시하는 인증서는 Certificate에 표시된 만료일보다 먼저 만료됩니다.',
  },
  remedy: {
    en: 'Compare the Secret that the Gateway names with the one that the Certificate writes. If they are the same, restart the gateway.',
    ko: 'Gateway가 지정한 Secret과 Certificate가 저장하는 Secret이 같은지 확인하세요. 같다면 게이트웨이를 재시작하세요.',
  },
  mayPass: true,
  consequenceOf: ['T1', 'T2', 'T3', 'T5', 'T20', 'C9', 'C17'],
  source: 'measured; https://github.com/istio/istio/issues/34425',
  find(view, name) {
    const certificates = expectedOf(view, name);
    const served = gatewayHandshakes(view, name).flatMap(({ address, answer }) => {
      const leaf = 'chain' in answer ? answer.chain[0] : undefined;
      return leaf ? [{ address, leaf }] : [];
    });
    const other = served.find(({ leaf }) => !certificates.some((each) => isIssuedFor(view, each, leaf)));
    const [certificate] = certificates;
    if (!certificate || !other || !certificates.every((each) => isOverdue(view, each, other.leaf))) return undefined;
    const { address, leaf } = other;
    const issued = issuedOf(view, certificate)?.leaf;
    const mine = issued
      ? {
          en: `serial ${issued.serial}, until ${issued.notAfter}`,
          ko: `일련번호 ${issued.serial}, 만료 ${issued.notAfter}`,
        }
      : { en: `until ${certificate.status?.notAfter ?? '?'}`, ko: `만료 ${certificate.status?.notAfter ?? '?'}` };
    const { namespace = '', name: own } = certificate.metadata;
    return {
      seen: {
        en: `${address} serves serial ${leaf.serial}, until ${leaf.notAfter}; Certificate ${namespace}/${own} has ${mine.en}`,
        ko: `${address}에서 제시하는 인증서: 일련번호 ${leaf.serial}, 만료 ${leaf.notAfter}; Certificate ${namespace}/${own}의 인증서: ${mine.ko}`,
      },
      next: [
        `openssl s_client -connect ${address.includes(':') ? `[${address}]` : address}:443 -servername ${name} </dev/null | openssl x509 -noout -serial -dates`,
      ],
      touches: touchedByTls(view, name, [], [certificate]),
    };
  },
});

/** The Certificates to be served for a host: those whose Secrets the gateway names, else the judged ones. */
function expectedOf(view: View, name: string): readonly Certificate[] {
  const wired = tlsTerminationsOf(view, name).flatMap((end) => writersOf(view, end));
  return wired.length > 0 ? wired.filter((certificate) => covers(certificate, name)) : judgedFor(view, name);
}

/** Whether it should be served by now instead of a leaf; a newer leaf comes from a renewal during the look. */
function isOverdue(view: View, certificate: Certificate, leaf: ServedCertificate): boolean {
  const issued = issuedOf(view, certificate);
  const notBefore = issued?.leaf.notBefore ?? certificate.status?.notBefore;
  if (notBefore === undefined) return false;
  const isRenewing = conditionOf(certificate, 'Issuing')?.status === 'True';
  const since = issued?.since ?? Date.parse(notBefore);
  return view.now - since > HANDED_OVER && !(isRenewing && Date.parse(leaf.notBefore) > Date.parse(notBefore));
}
