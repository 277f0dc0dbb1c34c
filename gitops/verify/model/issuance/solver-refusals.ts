/** Whether a message of the API server is a refusal. */
export function isRefusal(text: string): boolean {
  return /\bis forbidden\b|denied the request|denied request|admission webhook .* denied/i.test(text);
}

/** Whether the refusal is due to a ResourceQuota or a LimitRange. */
export function isQuota(text: string): boolean {
  return /exceeded quota|failed quota|(minimum|maximum) \S+ usage per|(limit|request)s? to .*ratio|(minimum|maximum) \S+ (limit|request) per/i.test(
    text,
  );
}
