/** What some error codes mean whose messages in Node are hard to understand. */
const MEANINGS = new Map([
  ...[
    'CERT_SIGNATURE_FAILURE',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ].map((code) => [code, 'no authority that is trusted here issued its certificate'] as const),
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['ECONNRESET', 'the connection was closed before the answer ended'],
]);

/**
 * Why a request failed, in words, for `fetch` and for `request` of node:http and node:https. An error of fetch has the
 * reason in its cause.
 * @param timeLimit milliseconds of the request's AbortSignal.timeout
 */
export function fetchFailure(error: Error, timeLimit: number): string {
  if (isTimeout(error)) return `no answer within ${timeLimit} ms`;
  const cause = error.cause instanceof Error ? error.cause : error;
  const { code } = cause as NodeJS.ErrnoException;
  const reason = cause.message || code || error.message;
  // The rest of such a message is numbers, and locations in OpenSSL's source.
  const openSslReason = /SSL routines:[^:]*:([^:]+)/.exec(reason)?.[1];
  if (openSslReason !== undefined) return `TLS failed: ${openSslReason}`;
  const meaning = MEANINGS.get(code ?? '');
  return meaning === undefined ? reason : `${meaning} (${reason})`;
}

export function isTimeout(error: Error): boolean {
  return error.name === 'TimeoutError';
}
