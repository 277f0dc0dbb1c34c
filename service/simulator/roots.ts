import { readFileSync } from 'node:fs';
import { certificatesIn } from '#program/certificates.ts';
import { UsageError } from '#program/command.ts';
import { withFile } from '#program/with-file.ts';

/**
 * Reads the certificates in the PEM file that --ca names, as text.
 * @throws {StartError} where it cannot be read
 * @throws {UsageError} where it has no certificate, or an unreadable one
 */
export function readRoots(path: string): string {
  const place = `--ca ${path}`;
  const expected = { en: 'a PEM file with root certificates', ko: '루트 인증서가 든 PEM 파일' };
  const text = withFile(place, expected, () => readFileSync(path, 'utf8'));
  try {
    return certificatesIn(text);
  } catch (error) {
    throw new UsageError({
      en: `${place}: ${(error as Error).message}; expected ${expected.en}`,
      ko: `${place}: 읽을 수 있는 인증서가 없습니다. ${expected.ko}이어야 합니다`,
    });
  }
}
