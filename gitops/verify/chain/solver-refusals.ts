/** Whether a sentence of the API server says that it may not be done. */
export function isRefusal(text: string): boolean {
  return /\bis forbidden\b|denied the request|denied request|admission webhook .* denied/i.test(text);
}

/** Whether the reason is a ResourceQuota or a LimitRange. */
export function isQuota(text: string): boolean {
  return /exceeded quota|failed quota|(minimum|maximum) \S+ usage per|(limit|request)s? to .*ratio|(minimum|maximum) \S+ (limit|request) per/i.test(
    text,
  );
}
