import { createPublicKey } from 'node:crypto';

/** An RSA public key in PEM, without a private half, whose search would take a third of a second; for tests. */
export const PUBLIC_KEY = createPublicKey({
  key: { kty: 'RSA', n: Buffer.alloc(256, 0xff).toString('base64url'), e: 'AQAB' },
  format: 'jwk',
})
  .export({ type: 'spki', format: 'pem' })
  .toString();
