import { fullName } from '../../see/objects/kubernetes-object.ts';
import { credentialNamespaces, gatewayServersOf, gatewayApiListeners } from './gateways.ts';
import { overlaps } from '../host-patterns.ts';
import { virtualHostsOf } from './entered-hosts.ts';
import { hostsOf } from './hosts.ts';
import { grouped } from '../../see/grouped.ts';
import type { Gateway, Server, VirtualService } from '../../see/objects/istio.ts';
import type { HttpRouteObject } from '../../see/objects/gateway-api.ts';
import {
  gatewaysOf,
  httpRoutesForHost,
  routesOfParent,
  virtualServicesForHost,
  virtualServicesOfGateway,
} from '../relations.ts';
import { referenceTo } from '../reference.ts';
import { remembered, type View } from '../../see/view.ts';
import { scopedHost } from './placed-server.ts';
import { hostsFor } from './virtual-hosts.ts';
import { isExportedTo } from './visibility.ts';

/** Whether a VirtualService names a Gateway, even if that has no effect. */
export function isBoundTo(virtualService: VirtualService, gateway: Gateway): boolean {
  return gatewaysOf(virtualService).includes(fullName(gateway));
}

/** The VirtualServices that have a host, whatever Gateways they name. */
export const virtualServicesOf = remembered('VirtualServices', (view, host: string): readonly VirtualService[] =>
  view.list(virtualServicesForHost(host)),
);

/** Those whose rules the gateways of a host try, on one port of Gateways or on any. */
export function routesOf(view: View, host: string, port?: number): readonly VirtualService[] {
  return view.remember(`routes of ${host}:${port ?? ''}`, () => {
    const all = virtualHostsOf(view, host).filter((each) => port === undefined || each.port === port);
    return [...new Set(all.flatMap(({ virtualHost }) => virtualHost.virtualServices))];
  });
}

/** The hosts of a server, each `namespace/host`, that VirtualServices of a namespace may use. */
export function openTo(server: Server, { metadata }: Gateway, namespace: string): readonly string[] {
  return hostsFor(
    server.hosts.map((host) => scopedHost(host, metadata.namespace ?? '')),
    namespace,
  );
}

/** Whether `exportTo` shows a VirtualService to the Pods of a Gateway; true where these Pods are not known. */
export function isVisibleTo(view: View, { spec, metadata }: VirtualService, gateway: Gateway): boolean {
  const exported = { exportTo: spec.exportTo, byDefault: ['*'], namespace: metadata.namespace };
  if (isExportedTo(exported, '*')) return true;
  const places = credentialNamespaces(view, gateway);
  return places.length === 0 || places.some((place) => isExportedTo(exported, place));
}

/** The HTTPRoutes for a host; one without names takes those of its Gateways' listeners. */
export function httpRoutesOf(view: View, host: string): readonly HttpRouteObject[] {
  const gateways = new Set(gatewayApiListeners(view, host).map(({ gateway }) => gateway));
  const ofGateways = [...gateways].flatMap((gateway) =>
    view.list(routesOfParent('HTTPRoute', referenceTo('GatewayApiGateway', gateway))),
  );
  const nameless = ofGateways.filter(({ spec }) => (spec.hostnames ?? []).length === 0);
  return [...new Set([...view.list(httpRoutesForHost(host)), ...nameless])];
}

/** Whether cert-manager made this route to answer a challenge, and will delete it afterwards. */
export function isOfSolver({ metadata }: Pick<HttpRouteObject, 'metadata'>): boolean {
  return metadata.labels?.['acme.cert-manager.io/http01-solver'] === 'true';
}

/**
 * As {@link routesOf} or, where that is empty, the VirtualServices that are meant for a host: those that have it, or
 * that name its Gateways. So a mistake behind a route is found even where the route has a mistake too.
 */
export function intendedRoutesOf(view: View, host: string): readonly VirtualService[] {
  const effective = routesOf(view, host);
  const speaking = effective.length > 0 ? effective : virtualServicesOf(view, host);
  return speaking.length > 0 ? speaking : strangersOf(view, host).map(({ virtualService }) => virtualService);
}

/** VirtualServices that name a Gateway of a host although it admits none of their hosts. */
export function strangersOf(
  view: View,
  host: string,
): readonly { readonly virtualService: VirtualService; readonly gateway: Gateway }[] {
  const gateways = [...new Set(gatewayServersOf(view, host).map(({ gateway }) => gateway))];
  const bound = gateways.flatMap((gateway) => view.list(virtualServicesOfGateway(gateway)));
  return [...new Set(bound)].flatMap((virtualService) => {
    const { spec, metadata } = virtualService;
    const { hosts = [] } = spec;
    const gateway = gateways.find((each) => isBoundTo(virtualService, each));
    if (!gateway || hosts.length === 0) return [];
    const open = (gateway.spec.servers ?? []).flatMap((server) => openTo(server, gateway, metadata.namespace ?? ''));
    return open.some((pattern) => hosts.some((each) => overlaps(pattern, each))) ? [] : [{ virtualService, gateway }];
  });
}

/** Each VirtualService that has judged hosts, with these hosts. */
export function speakersOf(
  view: View,
): readonly { readonly virtualService: VirtualService; readonly hosts: readonly string[] }[] {
  const all = hostsOf(view).flatMap((name) => virtualServicesOf(view, name).map((of) => ({ of, name })));
  return [...grouped(all, ({ of }) => of)].map(([virtualService, group]) => ({
    virtualService,
    hosts: group.map(({ name }) => name),
  }));
}
