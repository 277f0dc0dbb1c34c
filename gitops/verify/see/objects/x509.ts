import { X509Certificate } from 'node:crypto';

export interface ServedCertificate {
  /** Upper-case hexadecimal digits. */
  readonly serial: string;
  readonly subject: string;
  readonly issuer: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly dnsNames: readonly string[];
  /** SHA-256, in upper-case hexadecimal digits with colons. */
  readonly fingerprint: string;
}

/** Reads a certificate. @param certificate DER, or PEM, of which the first certificate is read */
export function describeCertificate(certificate: string | Buffer): ServedCertificate {
  const x509 = new X509Certificate(certificate);
  return {
    serial: x509.serialNumber.toUpperCase(),
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    notBefore: new Date(x509.validFrom).toISOString(),
    notAfter: new Date(x509.validTo).toISOString(),
    dnsNames: [...(x509.subjectAltName ?? '').matchAll(/DNS:("?)([^",\s]+)\1/g)].map(([, , name = '']) => name),
    fingerprint: x509.fingerprint256,
  };
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}
