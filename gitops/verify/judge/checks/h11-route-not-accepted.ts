import { ageOf } from '../../model/time.ts';
import { ownNames } from '../../model/sync/applications.ts';
import { judgedFor } from '../../model/issuance/certificates.ts';
import { pendingHttp01 } from '../../model/issuance/challenges.ts';
import { http01Solvers, touchedDown } from '../../model/issuance/solvers.ts';
import { takesRoutesOf } from '../../model/trace/gateways.ts';
import { admits, overlaps } from '../../model/host-patterns.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { HANDED_OVER } from '../../model/issuance/issued-certificate.ts';
import { isTaken } from '../../model/trace/tls-ends.ts';
import { httpRoutesOf } from '../../model/trace/routes.ts';
import { check } from '../check.ts';
import type { Level, Observation } from '../../model/finding.ts';
import type { GatewayApiGateway, HttpRouteObject, ParentReference } from '../../see/objects/gateway-api.ts';
import { quote } from '../../see/quote.ts';
import { host, referenceTo, type Reference } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

const SOLVER = 'acme.cert-manager.io/http01-solver';

export const h11 = check({
  code: 'H11',
  title: {
    en: 'an HTTPRoute is not bound to the listener that it needs',
    ko: 'HTTPRoute가 연결되어야 할 리스너에 연결되지 않았습니다',
  },
  means: {
    en: 'The Gateway does not use this route, or not on port 80, where a challenge is asked for: requests get 404.',
    ko: 'Gateway가 이 라우트를 아예 쓰지 않거나, 챌린지 요청이 오는 80번 포트에서 쓰지 않습니다. 그래서 요청에 404로 응답합니다.',
  },
  remedy: {
    en: 'Allow the namespace of the route in `allowedRoutes` of the listener (the default is Same). A solver needs `sectionName` of the http listener.',
    ko: '리스너의 `allowedRoutes`에서 라우트의 네임스페이스를 허용하세요(기본값은 Same). solver라면 http 리스너를 `sectionName`으로 지정해야 합니다.',
  },
  consequenceOf: ['C18'],
  source: 'measured; https://gateway-api.sigs.k8s.io/reference/spec/#routeconditionreason',
  *judge(view) {
    const own = new Set(ownNames(view, 'HTTPRoute').map(({ namespace, name }) => `${namespace}/${name}`));
    const routes = new Set(hostsOf(view).flatMap((name) => httpRoutesOf(view, name)));
    for (const route of routes) {
      const isOwn = own.has(`${route.metadata.namespace ?? ''}/${route.metadata.name}`);
      if (route.spec.hostnames === undefined && !isOwn) continue;
      if (ageOf(view, route.metadata.writtenAt ?? route.metadata.creationTimestamp) < HANDED_OVER) continue;
      yield* judgeRoute(view, route, isOwn);
    }
    yield* judgeSolvers(view);
  },
});

/** The routes that solvers will make: each in the namespace of its Certificate. */
function* judgeSolvers(view: View): Iterable<Observation> {
  const open = new Set(pendingHttp01(view).map(({ certificate }) => certificate));
  for (const { issuer, solver, index, certificates } of http01Solvers(view))
    for (const [at, { name, namespace: written, sectionName, kind = 'Gateway' }] of (
      solver.http01?.gatewayHTTPRoute?.parentRefs ?? []
    ).entries())
      for (const certificate of kind === 'Gateway' ? certificates.filter((each) => !open.has(each)) : []) {
        const { namespace = '' } = certificate.metadata;
        const gateway = view.get('GatewayApiGateway', written ?? namespace, name);
        const listeners = (gateway?.spec.listeners ?? []).filter(
          (listener) => listener.port === 80 && (sectionName === undefined || listener.name === sectionName),
        );
        if (!gateway || listeners.some((listener) => takesRoutesOf(listener, gateway, namespace))) continue;
        const place = `${gateway.metadata.namespace ?? ''}/${name}`;
        const names = listeners.map((listener) => listener.name).join(', ');
        yield {
          object: issuer,
          field: `spec.acme.solvers[${index}].http01.gatewayHTTPRoute.parentRefs[${at}]`,
          seen: names
            ? {
                en: `the listener ${names} of Gateway ${place} takes no routes of namespace ${namespace}, where Certificate ${certificate.metadata.name} is`,
                ko: `Gateway ${place}의 리스너 ${names}에서는 ${namespace} 네임스페이스(Certificate ${certificate.metadata.name}의 위치)의 라우트를 받지 않습니다`,
              }
            : {
                en: `Gateway ${place} has no listener on port 80 for it`,
                ko: `Gateway ${place}에 80번 포트의 리스너가 없습니다`,
              },
          touches: [...touchedDown(view, certificate), referenceTo('GatewayApiGateway', gateway)],
        };
      }
}

function* judgeRoute(view: View, route: HttpRouteObject, isOwn: boolean): Iterable<Observation> {
  const parents = route.spec.parentRefs ?? [];
  const isSolver = route.metadata.labels?.[SOLVER] === 'true';
  const names = namesOf(view, route);
  const isExact = isOwn || isSolver || route.spec.hostnames?.some((each) => names.includes(each.toLowerCase()));
  const level: Level = isExact ? 'error' : 'warning';
  for (const [index, parent] of parents.entries()) {
    const told = tellOf(view, route, parent, isSolver);
    if (told)
      yield {
        object: referenceTo('HTTPRoute', route),
        field: `spec.parentRefs[${index}]`,
        level,
        seen: told,
        next: [
          `kubectl get httproute ${route.metadata.name} -n ${route.metadata.namespace ?? ''} -o jsonpath='{.status.parents}'`,
        ],
        touches: touchesOf(view, route, names, parent),
      };
  }
}

function tellOf(view: View, route: HttpRouteObject, parent: ParentReference, isSolver: boolean): Text | undefined {
  if ((parent.kind ?? 'Gateway') !== 'Gateway') return undefined;
  const namespace = parent.namespace ?? route.metadata.namespace ?? '';
  const place = `${namespace}/${parent.name}${parent.sectionName === undefined ? '' : ` ${parent.sectionName}`}`;
  const states = (route.status?.parents ?? []).filter(
    ({ parentRef }) =>
      parentRef.name === parent.name &&
      (parentRef.namespace ?? route.metadata.namespace ?? '') === namespace &&
      parentRef.sectionName === parent.sectionName,
  );
  const gateway = view.get('GatewayApiGateway', namespace, parent.name);
  if (states.length === 0) {
    if (view.isAbsent('GatewayApiGateway', namespace, parent.name))
      return { en: `Gateway ${place} does not exist`, ko: `Gateway가 없습니다: ${place}` };
    // A Gateway without a controller accepts no routes either (T14).
    if (gateway && !isTaken(gateway)) return undefined;
    return {
      en: `no controller has reported on its binding to Gateway ${place}`,
      ko: `Gateway ${place} 연결을 처리한 컨트롤러가 없습니다`,
    };
  }
  const refused = states
    .flatMap(({ conditions = [] }) => conditions)
    .find(({ type, status }) => type === 'Accepted' && status === 'False');
  if (refused) {
    const words = `${refused.reason ?? ''} ${quote(refused.message ?? '', 240)}`;
    return {
      en: `Gateway ${place} does not accept it: ${words}`,
      ko: `Gateway ${place}의 거부: ${words}`,
    };
  }
  return isSolver && gateway ? tellOfSolver(route, parent, gateway) : undefined;
}

/** The solver's route must be bound to a listener on port 80, where a challenge is asked for. */
function tellOfSolver(
  { spec }: HttpRouteObject,
  { sectionName }: ParentReference,
  gateway: GatewayApiGateway,
): Text | undefined {
  const all = gateway.spec.listeners ?? [];
  const place = `${gateway.metadata.namespace ?? ''}/${gateway.metadata.name}`;
  const named = all.find(({ name }) => name === sectionName);
  if (named && named.protocol !== 'HTTP')
    return {
      en: `it is bound to the listener ${named.name} (${named.protocol}) of Gateway ${place} only`,
      ko: `Gateway ${place}의 리스너 ${named.name}(${named.protocol})에만 연결되어 있습니다`,
    };
  const plain = all.filter(
    ({ name, protocol, hostname = '*' }) =>
      protocol === 'HTTP' &&
      (sectionName === undefined || name === sectionName) &&
      (spec.hostnames ?? ['*']).some((each) => overlaps(each, hostname)),
  );
  const counts = plain.map(({ name }) => gateway.status?.listeners?.find((each) => each.name === name)?.attachedRoutes);
  if (plain.length > 0 && !counts.every((count) => count === 0)) return undefined;
  const names = plain.map(({ name }) => name).join(', ');
  return {
    en: names
      ? `no route is attached to the http listener ${names} of Gateway ${place}`
      : `Gateway ${place} has no http listener for it`,
    ko: names
      ? `Gateway ${place}의 http 리스너 ${names}에 연결된 라우트가 없습니다`
      : `Gateway ${place}에 이 라우트를 받을 http 리스너가 없습니다`,
  };
}

function namesOf(view: View, { spec }: HttpRouteObject): readonly string[] {
  return hostsOf(view).filter((name) => (spec.hostnames ?? ['*']).some((pattern) => admits(pattern, name)));
}

function touchesOf(
  view: View,
  { metadata }: HttpRouteObject,
  names: readonly string[],
  { name, namespace = metadata.namespace ?? '' }: ParentReference,
): readonly Reference[] {
  const certificates = new Set(names.flatMap((each) => judgedFor(view, each)));
  return [
    ...names.map(host),
    ...[...certificates].map((certificate) => referenceTo('Certificate', certificate)),
    { kind: 'GatewayApiGateway', namespace, name },
  ];
}
