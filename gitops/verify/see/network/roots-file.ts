import { readFileSync } from 'node:fs';
import { certificatesIn } from '#program/certificates.ts';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';

/**
 * Reads the roots to trust, which --roots names.
 * @returns PEM, or undefined where the file is empty: it is where an installation needs none of its own
 * @throws {StartError} when it cannot be read, or something in it is no certificate
 */
export function readRootsFile(file: string): string | undefined {
  const expected = { en: 'PEM certificates', ko: '인증서가 든 PEM 파일' };
  const text = withFile(`--roots ${file}`, expected, () => readFileSync(file, 'utf8'));
  if (text.trim() === '') return undefined;
  try {
    return certificatesIn(text);
  } catch {
    throw new StartError([
      {
        en: `--roots ${file}: not made of PEM certificates (-----BEGIN CERTIFICATE-----)`,
        ko: `--roots ${file}: PEM 인증서(-----BEGIN CERTIFICATE-----)로 된 파일이 아닙니다`,
      },
    ]);
  }
}
