import { readFileSync } from 'node:fs';
import { certificatesIn } from '#program/certificates.ts';
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
  try {
    return certificatesIn(text);
  } catch (error) {
    throw new UsageError(`--ca ${path}: ${(error as Error).message}; ${expected}`);
  }
}
