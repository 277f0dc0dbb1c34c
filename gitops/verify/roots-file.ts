import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartError } from '#program/start-error.ts';

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Reads the roots to trust.
 * @returns PEM, or undefined where the file is empty: it is where an installation needs none of its own
 * @throws {StartError} when it cannot be read, or something in it is no certificate
 */
export function readRootsFile(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError([`${file}: ${(error as NodeJS.ErrnoException).code ?? ''}; expected PEM certificates`]);
  }
  if (text.trim() === '') return undefined;
  const certificates = text.match(PEM) ?? [];
  // TLS would leave out what it cannot read, and then trust nothing.
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new StartError([`${file}: not made of PEM certificates (-----BEGIN CERTIFICATE-----)`]);
  return certificates.join('\n');
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
