import { readFileSync } from 'node:fs';
import { certificatesIn } from '#program/certificates.ts';
import { UsageError } from '#program/command.ts';
import { withFile } from '#program/with-file.ts';

/**
 * Reads the certificates in a PEM file, as text.
 * @throws {StartError} where it cannot be read
 * @throws {UsageError} where it has no certificate, or an unreadable one
 */
export function readRoots(path: string): string {
  const expected = 'a PEM file with root certificates';
  const text = withFile(path, expected, () => readFileSync(path, 'utf8'));
  try {
    return certificatesIn(text);
  } catch (error) {
    throw new UsageError(`--ca ${path}: ${(error as Error).message}; expected ${expected}`);
  }
}
