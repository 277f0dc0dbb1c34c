import { certificatesOf, issuerOf, issuerReference, touchedBy } from '../../model/issuance/certificates.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { issuedOf } from '../../model/issuance/issued-certificate.ts';
import { certificatesBehind } from '../../model/trace/tls-certificates.ts';
import { gatewayHandshakes } from '../../model/trace/handshakes.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import type { ServedCertificate } from '../../see/objects/x509.ts';
import { quote } from '../../see/quote.ts';
import { host, referenceTo, wordsOf } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

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
      if (server !== undefined && STAGING_SERVER.test(server)) yield planned(view, certificate, server);
    }
    for (const name of hostsOf(view)) {
      const certificates = certificatesBehind(view, name);
      // A known issuer is judged above, or has been changed since (C17).
      if (certificates.some((certificate) => issuerOf(view, certificate) !== undefined)) continue;
      const found = stagingLeaf(view, name, certificates);
      if (found) yield served(name, certificates, found);
    }
  },
});

function planned(view: View, certificate: Certificate, server: string): Observation {
  const issuer = wordsOf(issuerReference(certificate));
  const leaf = issuedOf(view, certificate)?.leaf;
  const by = leaf && STAGING_NAME.test(leaf.issuer) ? leaf.issuer : undefined;
  return {
    object: referenceTo('Certificate', certificate),
    field: 'spec.issuerRef',
    seen: {
      en: `${issuer} has the server ${quote(server, 120)}${by ? `; issued by ${quote(by, 120)}` : ''}`,
      ko: `${issuer}의 서버: ${quote(server, 120)}${by ? `; 발급 CA: ${quote(by, 120)}` : ''}`,
    },
    touches: touchedBy(view, certificate),
  };
}

function stagingLeaf(
  view: View,
  name: string,
  certificates: readonly Certificate[],
): { readonly where: string; readonly issuer: string } | undefined {
  const isStaging = ({ issuer }: ServedCertificate) => STAGING_NAME.test(issuer);
  for (const { address, answer } of gatewayHandshakes(view, name)) {
    const found = 'chain' in answer ? answer.chain.find(isStaging) : undefined;
    if (found) return { where: address, issuer: found.issuer };
  }
  const issued = certificates.flatMap((certificate) => issuedOf(view, certificate)?.leaf ?? []).find(isStaging);
  return issued && { where: 'CertificateRequest', issuer: issued.issuer };
}

function served(
  name: string,
  certificates: readonly Certificate[],
  { where, issuer }: { readonly where: string; readonly issuer: string },
): Observation {
  return {
    object: host(name),
    level: 'error',
    seen: {
      en: `${where} has a certificate issued by ${quote(issuer, 120)}`,
      ko: `${where}의 인증서를 발급한 CA: ${quote(issuer, 120)}`,
    },
    touches: certificates.map((certificate) => referenceTo('Certificate', certificate)),
  };
}
