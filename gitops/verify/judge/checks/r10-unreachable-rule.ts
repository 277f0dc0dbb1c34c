import { fullName } from '../../see/objects/kubernetes-object.ts';
import { gatewayServersOf } from '../../model/trace/gateways.ts';
import { isBoundTo, routesOf } from '../../model/trace/routes.ts';
import type { HttpRoute, VirtualService } from '../../see/objects/istio.ts';
import { host } from '../../model/reference.ts';
import { gatewaysOf } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';
import { checkOfVirtualService } from '../shapes.ts';

export const r10 = checkOfVirtualService({
  code: 'R10',
  title: { en: 'a rule that no request reaches', ko: '어떤 요청도 도달하지 않는 규칙이 있습니다' },
  means: {
    en: 'Istio takes the first rule that matches, in the order written; an earlier rule takes all that this one is for.',
    ko: 'Istio는 적힌 순서대로 보면서 처음 일치하는 규칙을 씁니다. 이 규칙에 올 요청은 모두 앞선 규칙이 가져갑니다.',
  },
  remedy: {
    en: 'Put the exact rules first, and the one without `match` or with prefix `/` last.',
    ko: '구체적인 규칙을 앞에, `match`가 없거나 prefix가 `/`인 규칙을 맨 뒤에 두세요.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/reference/config/analysis/ist0130/',
  find(view, { virtualService, hosts }) {
    const places = placesOf(view, virtualService, hosts);
    const { http = [] } = virtualService.spec;
    return http.flatMap((rule, index) => {
      const takers = places.flatMap((place) =>
        matchesAt(virtualService, rule, place).map((match) => takerAt(virtualService, index, match, place)),
      );
      const [taker] = takers;
      if (taker === undefined || takers.includes(undefined)) return [];
      const isSame = JSON.stringify({ ...rule, ...NOTHING }) === JSON.stringify({ ...http[taker], ...NOTHING });
      return {
        level: isSame ? 'info' : 'warning',
        field: `spec.http[${index}]`,
        seen: {
          en: `whatever it matches is taken by spec.http[${taker}]`,
          ko: `여기에 일치하는 요청을 모두 가져가는 규칙: spec.http[${taker}]`,
        },
        touches: hosts.map(host),
      };
    });
  },
});

/** Removes what may differ between two rules that do the same. */
const NOTHING = { match: undefined, name: undefined };

type Match = NonNullable<HttpRoute['match']>[number];

/** Where requests come in: a port of a Gateway, or the mesh, where any port of a Service may be used. */
interface Place {
  /** `namespace/name`, or `mesh`. */
  readonly gateway: string;
  readonly port?: number;
}

/** Fields of a match that are no condition on the request's content. */
const NEUTRAL = new Set(['name', 'statPrefix', 'ignoreUriCase', 'port', 'gateways']);

/** The places at which a VirtualService answers for one of these hosts, the mesh included if it names it. */
function placesOf(view: View, virtualService: VirtualService, hosts: readonly string[]): readonly Place[] {
  const places = hosts.flatMap((name) =>
    gatewayServersOf(view, name)
      .filter(({ gateway, server }) => isBoundTo(virtualService, gateway) && !server.tls?.httpsRedirect)
      .filter(({ server }) => routesOf(view, name, server.port.number).includes(virtualService))
      .map(({ gateway, server }): Place => ({ gateway: fullName(gateway), port: server.port.number })),
  );
  return gatewaysOf(virtualService).includes('mesh') ? [...places, { gateway: 'mesh' }] : places;
}

/** The matches of a rule that apply at a place; a rule without matches counts as one that matches everything. */
function matchesAt(virtualService: VirtualService, { match = [] }: HttpRoute, place: Place): readonly Match[] {
  if (match.length === 0) return [{}];
  return match.filter(({ port, gateways = [] }) => {
    const named = gateways.length === 0 ? [] : gatewaysOf({ ...virtualService, spec: { gateways } });
    const isForPort = port === undefined || place.port === undefined || port === place.port;
    return isForPort && (named.length === 0 || named.includes(place.gateway));
  });
}

/** Whether, at a place, the first match takes every request that the second would take. */
function shadows(first: Match, second: Match, { port }: Place): boolean {
  // In the mesh a request may have any port.
  if (port === undefined && first.port !== undefined && first.port !== second.port) return false;
  if (!says(first)) return sameConditions(first, second) && sameUri(first, second);
  const { exact, prefix } = first.uri ?? { prefix: '/' };
  if (prefix === '/') return true;
  if (prefix !== undefined) return (second.uri?.exact ?? second.uri?.prefix)?.startsWith(prefix) ?? false;
  return exact !== undefined && second.uri?.exact === exact;
}

/** The index of the earlier rule that takes everything that a match of a rule would take. */
function takerAt(virtualService: VirtualService, index: number, match: Match, place: Place): number | undefined {
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
