import { ownObjects } from '../sync/applications.ts';
import type { View } from '../../see/view.ts';

/** The judged public names: those that were named, and those in the judged objects; wildcards are not counted. */
export function hostsOf(view: View): readonly string[] {
  return view.once('hosts', () => findHosts(view));
}

function findHosts(view: View): readonly string[] {
  const names = [
    ...view.scope.hosts,
    ...ownObjects(view, 'Certificate').flatMap(({ spec }) => spec.dnsNames ?? []),
    ...ownObjects(view, 'Gateway').flatMap(({ spec }) =>
      (spec.servers ?? []).filter(({ tls }) => tls !== undefined).flatMap(({ hosts }) => hosts.map(withoutNamespace)),
    ),
    ...ownObjects(view, 'VirtualService')
      .filter(({ spec }) => spec.gateways?.some((gateway) => gateway !== 'mesh'))
      .flatMap(({ spec }) => spec.hosts ?? []),
    ...ownObjects(view, 'GatewayApiGateway').flatMap(({ spec }) =>
      (spec.listeners ?? []).flatMap(({ hostname, tls }) => (hostname !== undefined && tls ? [hostname] : [])),
    ),
    ...ownObjects(view, 'HTTPRoute').flatMap(({ spec }) => spec.hostnames ?? []),
  ];
  return [...new Set(names.map((name) => name.toLowerCase()))].filter(isPublicName);
}

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

/** Whether a pattern matches a name as in certificates (RFC 6125 §6.4.3): the wildcard stands for one label. */
export function certifies(dnsName: string, name: string): boolean {
  const [pattern, host] = [dnsName.toLowerCase(), name.toLowerCase()];
  return pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1));
}

/** Whether there is a name that both patterns match. */
export function overlaps(a: string, b: string): boolean {
  return admits(a, b) || admits(b, a);
}
