import {
  issuerOf,
  issuerReference,
  orderOf,
  requestOf,
  touchedByCertificate,
} from '../../model/issuance/certificates.ts';
import { isIssued, issuingSince } from '../../model/issuance/issuance.ts';
import { timeOf } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import type { Issuer, Order } from '../../see/objects/cert-manager.ts';
import { wordsOf } from '../../model/reference.ts';

export const c17 = checkOfCertificate({
  code: 'C17',
  title: {
    en: 'the certificate comes from a server that the issuer no longer names',
    ko: '발급자의 서버를 바꾸기 전에 발급된 인증서입니다',
  },
  means: {
    en: 'The server of the issuer was changed, but that does not start an issuance: everything is Ready, and the certificate of the old CA stays in use until its renewal.',
    ko: '발급자의 서버를 바꾸는 것만으로는 다시 발급되지 않습니다. 모두 Ready로 보여도, 갱신될 때까지는 이전 CA의 인증서가 쓰입니다.',
  },
  remedy: {
    en: 'Renew it once by hand: `cmctl renew`. Better: have an issuer for each server, since a change of issuerRef does start an issuance.',
    ko: '`cmctl renew`로 한 번 직접 갱신하세요. 서버마다 발급자를 따로 두는 편이 낫습니다. issuerRef를 바꾸면 다시 발급되기 때문입니다.',
  },
  level: 'warning',
  source: 'measured; https://github.com/cert-manager/cert-manager/issues/4223',
  find(view, certificate) {
    const request = requestOf(view, certificate);
    const order = request && isIssued(request) ? orderOf(view, request) : undefined;
    const issuer = issuerOf(view, certificate);
    if (!order || !issuer || issuingSince(certificate) !== undefined || wasThere(issuer, order)) return undefined;
    const [from, now] = [originOf(order.status?.url), originOf(issuer.spec.acme?.server)];
    if (from === undefined || now === undefined || from === now) return undefined;
    const { namespace = '', name } = certificate.metadata;
    const reference = issuerReference(certificate);
    return {
      // Nobody trusts what a staging server issues.
      ...(from.includes('staging') ? { level: 'error' } : {}),
      seen: {
        en: `issued by ${from}, but ${wordsOf(reference)} now names ${now}`,
        ko: `발급한 서버: ${from}, 지금 ${wordsOf(reference)}에 적힌 서버: ${now}`,
      },
      next: [`cmctl renew -n ${namespace} ${name}`],
      touches: [...touchedByCertificate(view, certificate), reference],
    };
  },
});

/** Whether the issuer is unchanged since the order: then its server itself puts orders elsewhere (RFC 8555 §7.1). */
function wasThere({ metadata }: Issuer, order: Order): boolean {
  const [written, ordered] = [timeOf(metadata.writtenAt), timeOf(order.metadata.creationTimestamp)];
  return written !== undefined && ordered !== undefined && written <= ordered;
}

/** Scheme, host and port. */
function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}
