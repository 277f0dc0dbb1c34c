import { X509Certificate } from 'node:crypto';

/**
 * The certificates in a text of PEM, without what is written between them; TLS would leave out what it cannot read, and
 * then trust nothing.
 * @throws {Error} that says what is wrong: there is none, or which one is broken
 */
export function certificatesIn(text: string): string {
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new Error('no certificate in it');
  for (const [index, pem] of certificates.entries())
    try {
      new X509Certificate(pem);
    } catch {
      throw new Error(`certificate ${index + 1} is not readable`);
    }
  return certificates.join('\n');
}
