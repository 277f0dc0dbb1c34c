import { certificatesOf, issuerOf, issuerReference, touchedByCertificate } from '../../model/issuance/certificates.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { issuedOf } from '../../model/issuance/issued-certificate.ts';
import { certificatesBehind } from '../../model/trace/tls-certificates.ts';
import { gatewayHandshakes } from '../../model/trace/handshakes.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import { host, referenceTo, wordsOf } from '../../model/reference.ts';

/** The directories of CAs for tests, and the names of their issuers. */
const STAGING_SERVER = /acme-staging|\bstaging[.-]|test-api\.pki\.goog|\btest4\.buypass\./i;
const STAGING_NAME = /\(STAGING\)|\bFake LE\b/;

export const c16 = check({
  code: 'C16',
  title: { en: 'the certificate comes from a staging CA', ko: '스테이징 CA가 발급한 인증서입니다' },
  means: {
    en: 'No browser and no voice platform trusts a staging CA: it is for rehearsals only.',
    ko: '스테이징 CA는 연습용이라 어떤 브라우저나 음성 플랫폼도 신뢰하지 않습니다.',
  },
  remedy: {
    en: 'For a public host, let `issuerRef` name an issuer of the production CA. The certificate is then issued anew by itself.',
    ko: '공개 호스트라면 `issuerRef`에 운영 CA의 발급자를 지정하세요. 그러면 인증서가 자동으로 다시 발급됩니다.',
  },
  level: 'warning',
  source: 'measured; https://letsencrypt.org/docs/staging-environment/',
  *judge(view) {
    for (const certificate of certificatesOf(view)) {
      const server = issuerOf(view, certificate)?.spec.acme?.server;
      if (server === undefined || !STAGING_SERVER.test(server)) continue;
      const issuer = wordsOf(issuerReference(certificate));
      const by = issuedOf(view, certificate)?.leaf.issuer ?? '';
      const name = STAGING_NAME.test(by) ? quote(by, 120) : '';
      yield {
        object: referenceTo('Certificate', certificate),
        field: 'spec.issuerRef.name',
        seen: {
          en: `${issuer} has the server ${quote(server, 120)}${name && `; issued by ${name}`}`,
          ko: `${issuer}의 서버: ${quote(server, 120)}${name && `; 발급 CA: ${name}`}`,
        },
        touches: touchedByCertificate(view, certificate),
      };
    }
    for (const name of hostsOf(view)) {
      const certificates = certificatesBehind(view, name);
      // A known issuer is judged above, or has been changed since (C17).
      if (certificates.some((certificate) => issuerOf(view, certificate) !== undefined)) continue;
      const served = gatewayHandshakes(view, name).flatMap(({ address, answer }) =>
        'chain' in answer ? answer.chain.map(({ issuer }) => ({ where: address, issuer })) : [],
      );
      const issued = certificates.flatMap((certificate) => issuedOf(view, certificate)?.leaf ?? []);
      const all = [...served, ...issued.map(({ issuer }) => ({ where: 'CertificateRequest', issuer }))];
      const staging = all.find(({ issuer }) => STAGING_NAME.test(issuer));
      if (!staging) continue;
      const words = quote(staging.issuer, 120);
      yield {
        object: host(name),
        level: 'error',
        seen: {
          en: `${staging.where} has a certificate issued by ${words}`,
          ko: `${staging.where}의 인증서를 발급한 CA: ${words}`,
        },
        touches: certificates.map((certificate) => referenceTo('Certificate', certificate)),
      };
    }
  },
});
