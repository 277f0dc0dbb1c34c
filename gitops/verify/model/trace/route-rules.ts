import { entrancesOf } from './gateways.ts';
import { isBoundTo, routesOf } from './routes.ts';
import { gatewaysOf } from '../relations.ts';
import type { HttpRoute, VirtualService } from '../../see/objects/istio.ts';
import type { View } from '../../see/view.ts';

type Match = NonNullable<HttpRoute['match']>[number];

/** Where requests come in: a port of a Gateway, or the mesh, where any port of a Service may be used. */
export interface Place {
  /** `namespace/name`, or `mesh`. */
  readonly gateway: string;
  readonly port?: number;
}

/** Fields of a match that are no condition on the request's content. */
const NEUTRAL = new Set(['name', 'statPrefix', 'ignoreUriCase', 'port', 'gateways']);

/** The places at which a VirtualService answers for one of these hosts, the mesh included if it names it. */
export function placesOf(view: View, virtualService: VirtualService, hosts: readonly string[]): readonly Place[] {
  const places = hosts.flatMap((name) =>
    entrancesOf(view, name)
      .filter(({ gateway, server }) => isBoundTo(virtualService, gateway) && !server.tls?.httpsRedirect)
      .filter(({ server }) => routesOf(view, name, server.port.number).includes(virtualService))
      .map(({ gateway: { metadata }, server }): Place => ({
        gateway: `${metadata.namespace ?? ''}/${metadata.name}`,
        port: server.port.number,
      })),
  );
  return gatewaysOf(virtualService).includes('mesh') ? [...places, { gateway: 'mesh' }] : places;
}

/** The matches of a rule that apply at a place; a rule without matches counts as one that matches everything. */
export function matchesAt(virtualService: VirtualService, { match = [] }: HttpRoute, place: Place): readonly Match[] {
  if (match.length === 0) return [{}];
  const { namespace = '' } = virtualService.metadata;
  return match.filter(({ port, gateways = [] }) => {
    const named = gateways.map((name) => (name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`));
    const isForPort = port === undefined || place.port === undefined || port === place.port;
    return isForPort && (named.length === 0 || named.includes(place.gateway));
  });
}

/** Whether, at a place, the first match takes every request that the second would take. */
export function shadows(first: Match, second: Match, { port }: Place): boolean {
  // In the mesh a request may have any port.
  if (port === undefined && first.port !== undefined && first.port !== second.port) return false;
  if (!says(first)) return sameConditions(first, second) && sameUri(first, second);
  const { exact, prefix } = first.uri ?? { prefix: '/' };
  if (prefix === '/') return true;
  if (prefix !== undefined) return (second.uri?.exact ?? second.uri?.prefix)?.startsWith(prefix) ?? false;
  return exact !== undefined && second.uri?.exact === exact;
}

/** The index of the earlier rule that takes everything that a match of a rule would take. */
export function takerAt(virtualService: VirtualService, index: number, match: Match, place: Place): number | undefined {
  const earlier = (virtualService.spec.http ?? []).slice(0, index);
  const taker = earlier.findIndex((rule) =>
    matchesAt(virtualService, rule, place).some((before) => shadows(before, match, place)),
  );
  return taker < 0 ? undefined : taker;
}

/** Whether a match looks only at the path. */
function says(match: Match): boolean {
  return Object.keys(match).every((key) => key === 'uri' || NEUTRAL.has(key));
}

function sameConditions(a: Match, b: Match): boolean {
  const conditions = (match: Match) =>
    JSON.stringify(
      Object.entries(match)
        .filter(([key]) => key !== 'uri' && !NEUTRAL.has(key))
        .sort(([x], [y]) => (x < y ? -1 : 1)),
    );
  return conditions(a) === conditions(b);
}

function sameUri(a: Match, b: Match): boolean {
  return JSON.stringify(a.uri ?? { prefix: '/' }) === JSON.stringify(b.uri ?? { prefix: '/' });
}
