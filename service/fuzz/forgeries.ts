import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** What is sent in place of a request that CLOVA signed. None may be accepted. */
export interface Forged {
  readonly body: Buffer;
  readonly signature: string | undefined;
}

type Forgery = (body: Buffer, key: KeyObject, random: () => number) => Forged;

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const base64 = (signature: Buffer) => signature.toString('base64');
const good = (body: Buffer, key: KeyObject) => base64(sign('RSA-SHA256', body, key));
const at = (length: number, random: () => number) => Math.floor(random() * length);

/** Every known way to forge a request, by name. */
export const forgeries: Readonly<Record<string, Forgery>> = {
  'another hash': (body, key) => ({ body, signature: base64(sign('RSA-SHA512', body, key)) }),
  'another key': (body) => ({ body, signature: good(body, stranger) }),
  'behind the padding': (body, key) => ({ body, signature: `${good(body, key)}AAAA` }),
  'byte changed in the body': (body, key, random) => {
    const changed = Buffer.from(body);
    const index = at(changed.length, random);
    changed[index] = (changed[index] ?? 0) ^ (1 + at(255, random));
    return { body: changed, signature: good(body, key) };
  },
  'byte changed in the signature': (body, key, random) => {
    const signature = sign('RSA-SHA256', body, key);
    const index = at(signature.length, random);
    signature[index] = (signature[index] ?? 0) ^ (1 + at(255, random));
    return { body, signature: base64(signature) };
  },
  'byte order mark': (body, key) => ({
    body: Buffer.concat([Buffer.from('\ufeff'), body]),
    signature: good(body, key),
  }),
  doubled: (body, key) => ({ body, signature: good(body, key).repeat(2) }),
  'duplicate keys': (body, key) => ({
    body: Buffer.from(body.toString().replace('{', '{"request":{"type":"LaunchRequest"},')),
    signature: good(body, key),
  }),
  'invalid UTF-8': (body, key) => ({ body: Buffer.concat([body, Buffer.from([0xff])]), signature: good(body, key) }),
  none: (body) => ({ body, signature: undefined }),
  PSS: (body, key) => ({
    body,
    signature: base64(sign('sha256', body, { key, padding: constants.RSA_PKCS1_PSS_PADDING })),
  }),
  'SHA-1': (body, key) => ({ body, signature: base64(sign('RSA-SHA1', body, key)) }),
  truncated: (body, key, random) => ({ body, signature: good(body, key).slice(0, 1 + at(343, random)) }),
  'URL-safe alphabet': (body, key) => ({
    body,
    signature: sign('RSA-SHA256', body, key).toString('base64url'),
  }),
  'white space inside': (body, key, random) => {
    const signature = good(body, key);
    const index = 1 + at(signature.length - 1, random);
    return { body, signature: `${signature.slice(0, index)} ${signature.slice(index)}` };
  },
  zeros: (body) => ({ body, signature: base64(Buffer.alloc(256)) }),
};
