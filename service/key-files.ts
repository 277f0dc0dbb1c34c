import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parsePublicKeys } from './cek/keys.ts';
import { StartError } from '#program/start-error.ts';

/**
 * Reads the public keys in PEM files.
 * @throws {StartError} with every file and block that is not a usable key
 */
export function readKeyFiles(paths: readonly string[]): KeyObject[] {
  const problems: string[] = [];
  const keys = paths.flatMap((path) => {
    try {
      const parsed = parsePublicKeys(readFileSync(path, 'utf8'));
      problems.push(...parsed.problems.map((problem) => `${path}: ${problem}`));
      return parsed.keys;
    } catch (error) {
      problems.push(`${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}; expected a PEM file`);
      return [];
    }
  });
  if (problems.length > 0) throw new StartError(problems);
  return keys;
}
