/** How often something may happen: `burst` times at once, then once in `interval` milliseconds. */
export interface Rate {
  readonly burst: number;
  readonly interval: number;
}

/**
 * Takes a token out of a bucket, as the generic cell rate algorithm does (ITU-T I.371): all that has to be remembered is
 * when the bucket will be full again. In any time T at most `burst` + T / `interval` tokens come out.
 * @param fullAt milliseconds; -Infinity for a bucket that nobody used yet
 * @returns from when on the token may be spent, and when the bucket will be full after that
 */
export function takeToken(
  { burst, interval }: Rate,
  fullAt: number,
  now: number,
): { readonly spendAt: number; readonly fullAt: number } {
  const spendAt = Math.max(now, fullAt - (burst - 1) * interval);
  return { spendAt, fullAt: Math.max(now, fullAt) + interval };
}
