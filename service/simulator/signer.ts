import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartError } from '#program/start-error.ts';

/** Signs bytes as CLOVA does. @returns the value of `SignatureCEK` */
export function signBody(body: Buffer, privateKey: KeyObject): string {
  return sign('RSA-SHA256', body, privateKey).toString('base64');
}

/** A private key in a PEM file. @throws {StartError} */
export function readPrivateKey(path: string): KeyObject {
  const expected = 'expected a PEM file with an RSA private key';
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch (error) {
    throw new StartError([`${path}: ${(error as Error).message}; ${expected}`]);
  }
  if (key.asymmetricKeyType === 'rsa') return key;
  throw new StartError([`${path}: a key of type ${key.asymmetricKeyType ?? 'unknown'}; ${expected}`]);
}
