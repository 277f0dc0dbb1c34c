import { ownObjects } from '../sync/applications.ts';
import { remembered } from '../../see/view.ts';
import { isPublicName, withoutNamespace } from '../host-patterns.ts';

/** The judged public names: those that were named, and those in the judged objects; wildcards are not counted. */
export const hostsOf = remembered('hosts', (view): readonly string[] => {
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
});
