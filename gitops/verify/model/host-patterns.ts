/** Whether a name is a public one: it has a dot, no wildcard, and does not end in a domain of the cluster. */
export function isPublicName(name: string): boolean {
  return /^([a-z0-9_]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/.test(name) && !/\.(svc|local)$/.test(name);
}

/** The host of an Istio server: `namespace/host` or `host`. */
export function withoutNamespace(serverHost: string): string {
  return serverHost.slice(serverHost.indexOf('/') + 1);
}

/** Whether a pattern matches a name as in Istio and the Gateway API: a leading `*.` stands for any number of labels. */
export function admits(pattern: string, name: string): boolean {
  const lower = pattern.toLowerCase();
  return (
    lower === '*' ||
    lower === name.toLowerCase() ||
    (lower.startsWith('*.') && name.toLowerCase().endsWith(lower.slice(1)))
  );
}

/** The patterns in small letters that {@link admits} a name: it, `*`, and a wildcard for each of its parents. */
export function patternsFor(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return ['*', lower, ...[...lower.matchAll(/\./g)].map(({ index }) => `*${lower.slice(index)}`)];
}

/** Whether a pattern matches a name as in certificates (RFC 6125 §6.4.3): the wildcard stands for one label. */
export function certifies(dnsName: string, name: string): boolean {
  return patternsCertifying(name).includes(dnsName.toLowerCase());
}

/** The patterns in small letters that {@link certifies} a name. */
export function patternsCertifying(name: string): readonly string[] {
  const [first = '', ...parents] = name.toLowerCase().split('.');
  return parents.length === 0 ? [first] : [name.toLowerCase(), ['*', ...parents].join('.')];
}

/** Whether there is a name that both patterns match. */
export function overlaps(a: string, b: string): boolean {
  return admits(a, b) || admits(b, a);
}

/** Whether a pattern covers another, letter by letter (istio: pkg/config/host/name.go, SubsetOf). */
export function covers(pattern: string, other: string): boolean {
  return pattern === other || (pattern.startsWith('*') && other.endsWith(pattern.slice(1)));
}

/** The most exact of the patterns that match a name. */
export function mostExact(patterns: readonly string[], name: string): string | undefined {
  return patterns.filter((each) => admits(each, name)).sort((a, b) => exactness(b) - exactness(a))[0];
}

/** A number that is greater for a more exact pattern: `*`, then wildcards by their length, then names. */
export function exactness(pattern: string): number {
  if (pattern === '*') return 0;
  return pattern.startsWith('*.') ? pattern.length : Infinity;
}
