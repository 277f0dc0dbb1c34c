import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartError } from '#program/start-error.ts';

/** Signs bytes as CLOVA does. @returns the value of `SignatureCEK` */
export function signBody(body: Buffer, privateKey: KeyObject): string {
  return sign('RSA-SHA256', body, privateKey).toString('base64');
}

/** A private key in a PEM file. @param place how it was named @throws {StartError} */
export function readPrivateKey(path: string, place = path): KeyObject {
  const refusal = (en: string, ko = en) =>
    new StartError([
      {
        en: `${place}: ${en}; expected a PEM file with an RSA private key`,
        ko: `${place}: ${ko}. RSA 개인 키가 든 PEM 파일이어야 합니다`,
      },
    ]);
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch (error) {
    throw refusal((error as Error).message);
  }
  if (key.asymmetricKeyType === 'rsa') return key;
  const type = key.asymmetricKeyType ?? 'unknown';
  throw refusal(`a key of type ${type}`, `${type} 키입니다`);
}
