import { generateKeyPairSync, type KeyObject } from 'node:crypto';

interface TestKeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** SPKI. */
  readonly publicPem: string;
  /** PKCS #8. */
  readonly privatePem: string;
}

const made = new Map<string, TestKeyPair>();

/**
 * An RSA key pair, made once in a process for each owner and length, because making one takes longer than most tests.
 * @param bits of its modulus
 */
export function testKeyPair(owner: 'clova' | 'stranger' = 'clova', bits = 2048): TestKeyPair {
  const name = `${owner} ${bits}`;
  const found = made.get(name);
  if (found !== undefined) return found;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const pair = { publicKey, privateKey, publicPem, privatePem };
  made.set(name, pair);
  return pair;
}
