import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';

/**
 * The certificates in a PEM file, as text.
 * @throws {StartError} where it cannot be read
 * @throws {UsageError} where it holds none, or one that is not readable
 */
export function readRoots(path: string): string {
  const expected = 'expected a PEM file with root certificates';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartError([`${path}: ${(error as Error).message}; ${expected}`]);
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new UsageError(`--ca ${path}: no certificate in it; ${expected}`);
  const broken = blocks.findIndex((block) => !isCertificate(block));
  if (broken >= 0) throw new UsageError(`--ca ${path}: certificate ${broken + 1} is not readable; ${expected}`);
  return blocks.join('\n');
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
