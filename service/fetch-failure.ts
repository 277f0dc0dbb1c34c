/**
 * Why a fetch failed, in words; fetch itself says only “fetch failed”, and what failed stands in its cause.
 * @param timeLimit milliseconds of the fetch's AbortSignal.timeout
 */
export function fetchFailure(error: Error, timeLimit: number): string {
  if (isTimeout(error)) return `no answer within ${timeLimit} ms`;
  const cause = error.cause instanceof Error ? error.cause : error;
  const { code } = cause as NodeJS.ErrnoException;
  return cause.message || code || error.message;
}

export function isTimeout(error: Error): boolean {
  return error.name === 'TimeoutError';
}
