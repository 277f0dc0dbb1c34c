import { createPublicKey, type KeyObject } from 'node:crypto';

/** Bits of RSA modulus below which a key is refused (NIST SP 800-131A). */
const MIN_MODULUS_BITS = 2048;
/** The shortest signature of a key that is not refused: as long as its modulus. */
export const MIN_SIGNATURE_BYTES = MIN_MODULUS_BITS / 8;

/** The keys of a PEM text, and one line for each block that is not a usable key. */
export interface ParsedKeys {
  readonly keys: readonly KeyObject[];
  readonly problems: readonly string[];
}

/**
 * Reads every block of a PEM text, which has several keys while one replaces another.
 * A private key is refused although it contains the public one: it must not be where public keys are kept.
 */
export function parsePublicKeys(pem: string): ParsedKeys {
  const blocks = pem.match(/-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g) ?? [];
  const keys: KeyObject[] = [];
  const problems: string[] = [];
  if (blocks.length === 0) problems.push('no PEM block in it; expected -----BEGIN PUBLIC KEY-----');
  blocks.forEach((block, index) => {
    const parsed = parseBlock(block);
    if (typeof parsed === 'string') problems.push(`block ${index + 1}: ${parsed}`);
    else keys.push(parsed);
  });
  return { keys, problems };
}

function parseBlock(pem: string): KeyObject | string {
  const begin = '-----BEGIN '.length;
  const label = pem.slice(begin, pem.indexOf('-----', begin));
  if (label.endsWith('PRIVATE KEY')) return 'a private key; put only the public key here';
  if (label !== 'PUBLIC KEY' && label !== 'RSA PUBLIC KEY') return `a ${label}; expected a PUBLIC KEY`;
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    return 'not readable as a public key';
  }
  if (key.asymmetricKeyType !== 'rsa') return `a key of type ${String(key.asymmetricKeyType)}; expected rsa`;
  const { modulusLength: bits = 0 } = key.asymmetricKeyDetails ?? {};
  if (bits < MIN_MODULUS_BITS) return `an RSA key of ${bits} bits; expected at least ${MIN_MODULUS_BITS}`;
  return key;
}
