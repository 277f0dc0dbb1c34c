/**
 * What a program outside of service/ may take from it: how a request of CLOVA's is built and signed, what a reply speaks,
 * and which public keys the service accepts.
 */
export { parsePublicKeys } from '../cek/keys.ts';
export { spokenTexts } from './reply-lint.ts';
export { buildRequest } from './request.ts';
export { signBody } from './signer.ts';
