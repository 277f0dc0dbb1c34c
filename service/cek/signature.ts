import { verify, type KeyObject } from 'node:crypto';
import { MIN_SIGNATURE_BYTES } from './keys.ts';

declare const proven: unique symbol;
/** The received bytes of a body whose signature was verified; only `verifySignature` makes one. */
export type ProvenBody = Buffer & { readonly [proven]: true };

/** Why a signature was not accepted. One that is only wrong may be right with a newer key. */
export type SignatureProblem = 'missing' | 'repeated' | 'malformed' | 'wrong';

/**
 * Checks `SignatureCEK`: RSASSA-PKCS1-v1_5 with SHA-256 over the body's bytes and nothing else
 * (CEK guide, Validating_Request_Message).
 * @param header the header's value; Node joins a repeated header with a comma, which Base64 does not have
 * @returns the same bytes, proven, or why they are not proven
 */
export function verifySignature(
  body: Buffer,
  header: string | undefined,
  keys: readonly KeyObject[],
): ProvenBody | SignatureProblem {
  if (header === undefined || header === '') return 'missing';
  if (header.includes(',')) return 'repeated';
  const signature = Buffer.from(header, 'base64');
  // Node's decoder accepts white space, other alphabets and text after the padding; only strict Base64 encodes back.
  if (signature.toString('base64') !== header || signature.length < MIN_SIGNATURE_BYTES) return 'malformed';
  const isSigned = keys.some((key) => verify('RSA-SHA256', body, key, signature));
  return isSigned ? (body as ProvenBody) : 'wrong';
}
