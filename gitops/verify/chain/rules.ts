import { entrancesOf } from './edges.ts';
import { gatewaysOf, isBoundTo, routesOf } from './routes.ts';
import type { HttpRoute, VirtualService } from '../objects/istio.ts';
import type { View } from '../view.ts';

type Match = NonNullable<HttpRoute['match']>[number];

/** Where requests come in: a port of a Gateway, or the mesh, whose ports are those of the Services. */
export interface Place {
  /** `namespace/name`, or `mesh`. */
  readonly gateway: string;
  readonly port?: number;
}

/** Says nothing of the request. */
const NEUTRAL = new Set(['name', 'statPrefix', 'ignoreUriCase', 'port', 'gateways']);

/** Where a VirtualService answers for one of these hosts, and in the mesh if it is for that too. */
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

/** The matches of a rule that count at a place; one that says nothing stands for a rule without any. */
export function matchesAt(virtualService: VirtualService, { match = [] }: HttpRoute, place: Place): readonly Match[] {
  if (match.length === 0) return [{}];
  const { namespace = '' } = virtualService.metadata;
  return match.filter(({ port, gateways = [] }) => {
    const named = gateways.map((name) => (name === 'mesh' || name.includes('/') ? name : `${namespace}/${name}`));
    const isForPort = port === undefined || place.port === undefined || port === place.port;
    return isForPort && (named.length === 0 || named.includes(place.gateway));
  });
}

/** Whether whatever the second match takes, the first has taken before, at one place. */
export function shadows(first: Match, second: Match, { port }: Place): boolean {
  // In the mesh a port may be any.
  if (port === undefined && first.port !== undefined && first.port !== second.port) return false;
  if (!says(first)) return sameConditions(first, second) && sameUri(first, second);
  const { exact, prefix } = first.uri ?? { prefix: '/' };
  if (prefix === '/') return true;
  if (prefix !== undefined) return (second.uri?.exact ?? second.uri?.prefix)?.startsWith(prefix) ?? false;
  return exact !== undefined && second.uri?.exact === exact;
}

/** The places where something comes to a rule that no earlier rule has taken. */
export function reachedAt(virtualService: VirtualService, index: number, places: readonly Place[]): readonly Place[] {
  const rules = virtualService.spec.http ?? [];
  const rule = rules[index];
  return places.filter(
    (place) =>
      rule !== undefined &&
      matchesAt(virtualService, rule, place).some(
        (match) => takerAt(virtualService, index, match, place) === undefined,
      ),
  );
}

/** The rule before another that takes all that one of its matches takes. */
export function takerAt(virtualService: VirtualService, index: number, match: Match, place: Place): number | undefined {
  const earlier = (virtualService.spec.http ?? []).slice(0, index);
  const taker = earlier.findIndex((rule) =>
    matchesAt(virtualService, rule, place).some((before) => shadows(before, match, place)),
  );
  return taker < 0 ? undefined : taker;
}

/** Whether only the path decides. */
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

/** The rule that takes a path; `undefined` where none does, or where that is not told by the path alone. */
export function ruleFor(virtualService: VirtualService, place: Place, path: string): number | 'unknown' | undefined {
  const rules = virtualService.spec.http ?? [];
  for (const [index, rule] of rules.entries()) {
    const taken = matchesAt(virtualService, rule, place).map((match) => takes(match, path));
    if (taken.includes(true)) return index;
    if (taken.includes(undefined)) return 'unknown';
  }
  return undefined;
}

function takes(match: Match, path: string): boolean | undefined {
  const { exact, prefix, regex } = match.uri ?? { prefix: '/' };
  const plain = path.split('?')[0] ?? '';
  const isPath = exact === undefined ? (prefix === undefined ? undefined : plain.startsWith(prefix)) : plain === exact;
  if (isPath === false) return false;
  return regex !== undefined || !says(match) ? undefined : isPath;
}
