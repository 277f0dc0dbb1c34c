import { readFileSync } from 'node:fs';
import { certificatesIn } from '#program/certificates.ts';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';

/**
 * Reads the roots to trust.
 * @returns PEM, or undefined where the file is empty: it is where an installation needs none of its own
 * @throws {StartError} when it cannot be read, or something in it is no certificate
 */
export function readRootsFile(file: string): string | undefined {
  const text = withFile(file, 'PEM certificates', () => readFileSync(file, 'utf8'));
  if (text.trim() === '') return undefined;
  try {
    return certificatesIn(text);
  } catch {
    throw new StartError([`${file}: not made of PEM certificates (-----BEGIN CERTIFICATE-----)`]);
  }
}
