import { fullName } from '../../see/objects/kubernetes-object.ts';
import type { Text } from '#program/language.ts';
import type { Observation } from '../../model/finding.ts';
import { admits } from '../../model/host-patterns.ts';
import { judgedFor } from '../../model/issuance/certificates.ts';
import { pendingHttp01 } from '../../model/issuance/challenges.ts';
import { HANDED_OVER } from '../../model/issuance/issued-certificate.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import { host, referenceTo, type Reference } from '../../model/reference.ts';
import { ownNames } from '../../model/sync/applications.ts';
import { ageOf } from '../../model/time.ts';
import { isPlain, unboundSolvers } from '../../model/trace/challenge-trace.ts';
import { bindingsOf, type Binding } from '../../model/trace/gateway-api/bindings.ts';
import { conditionText, refusalText, refusedBy, reportedOf } from '../../model/trace/gateway-api/conditions.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { httpRoutesOf, isOfSolver } from '../../model/trace/routes.ts';
import { isTaken } from '../../model/trace/tls-terminations.ts';
import type { HttpRouteObject } from '../../see/objects/gateway-api.ts';
import type { View } from '../../see/view.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';

export const h11 = check({
  code: 'H11',
  title: {
    en: 'an HTTPRoute is not bound to the listener that it needs',
    ko: 'HTTPRoute가 연결되어야 할 리스너에 연결되지 않았습니다',
  },
  means: {
    en: 'The Gateway does not use this route, or not on port 80, where a challenge is asked for: requests get 404.',
    ko: 'Gateway가 이 라우트를 아예 쓰지 않거나, 챌린지 요청이 오는 80번 포트에서는 쓰지 않습니다. 그래서 404로 응답합니다.',
  },
  remedy: {
    en: 'Allow the namespace of the route in `allowedRoutes` of the listener (the default is Same). A solver needs `sectionName` of the http listener.',
    ko: '리스너의 `allowedRoutes`에서 라우트의 네임스페이스를 허용하세요(기본값은 Same). solver라면 http 리스너를 `sectionName`으로 지정해야 합니다.',
  },
  consequenceOf: ['C18'],
  source: 'measured; https://gateway-api.sigs.k8s.io/reference/spec/#routeconditionreason',
  *judge(view) {
    const own = new Set(ownNames(view, 'HTTPRoute').map(({ namespace, name }) => `${namespace}/${name}`));
    for (const route of new Set(hostsOf(view).flatMap((name) => httpRoutesOf(view, name)))) {
      const isOwn = own.has(fullName(route));
      if (route.spec.hostnames === undefined && !isOwn) continue;
      if (ageOf(view, route.metadata.writtenAt ?? route.metadata.creationTimestamp) < HANDED_OVER) continue;
      for (const binding of bindingsOf(view, route)) {
        const seen = tellOf(view, route, binding);
        if (seen) yield observe(view, route, binding, seen, isOwn);
      }
    }
    yield* judgeSolvers(view);
  },
});

/** The routes that solvers will make: each in the namespace of its Certificate. */
function* judgeSolvers(view: View): Iterable<Observation> {
  const open = new Set(pendingHttp01(view).map(({ certificate }) => certificate));
  for (const { issuer, field, parent, isNowhere, refusal, certificates } of unboundSolvers(view))
    for (const certificate of isNowhere ? [] : certificates.filter((each) => !open.has(each))) {
      const { namespace = '', name } = certificate.metadata;
      const [gatewayNamespace = '', gateway = ''] = parent.split('/');
      yield {
        ...{ object: issuer, field },
        seen: refusal
          ? inBoth`${refusal.object.kind === 'HTTPRoute' ? refusal.did : refusalText(refusal)} (Certificate ${namespace}/${name})`
          : {
              en: `Gateway ${parent} has no listener on port 80 for it`,
              ko: `Gateway ${parent}에 80번 포트의 리스너가 없습니다`,
            },
        touches: [
          ...touchedDown(view, certificate),
          { kind: 'GatewayApiGateway', namespace: gatewayNamespace, name: gateway },
        ],
      };
    }
}

function observe(
  view: View,
  route: HttpRouteObject,
  { field, parent }: Binding,
  seen: Text,
  isOwn: boolean,
): Observation {
  const names = namesOf(view, route);
  const isExact = route.spec.hostnames?.some((each) => names.includes(each.toLowerCase())) ?? false;
  const { name, namespace = '' } = route.metadata;
  const certificates = new Set(names.flatMap((each) => judgedFor(view, each)));
  const touches: readonly Reference[] = [
    ...names.map(host),
    ...[...certificates].map((certificate) => referenceTo('Certificate', certificate)),
    { kind: 'GatewayApiGateway', namespace: parent.namespace ?? namespace, name: parent.name },
  ];
  return {
    ...{ object: referenceTo('HTTPRoute', route), field, seen, touches },
    level: isOwn || isExact || isOfSolver(route) ? 'error' : 'warning',
    next: [`kubectl get httproute ${name} -n ${namespace} -o jsonpath='{.status.parents}'`],
  };
}

/** What is wrong with a binding, in the words of the controller and by what follows from the objects. */
function tellOf(view: View, route: HttpRouteObject, { parent, refusal, listeners }: Binding): Text | undefined {
  const namespace = parent.namespace ?? route.metadata.namespace ?? '';
  const place = `${namespace}/${parent.name}${parent.sectionName === undefined ? '' : ` ${parent.sectionName}`}`;
  const follows = refusal && !refusal.isOpen ? refusalText(refusal) : undefined;
  const reported = reportedOf(route, parent);
  if (!reported) {
    if (follows) return follows;
    const gateway = view.get('GatewayApiGateway', namespace, parent.name);
    // A Gateway without a controller accepts no routes either (T14).
    if (!gateway || !isTaken(gateway)) return undefined;
    return {
      en: `no controller has reported on its binding to Gateway ${place}`,
      ko: `Gateway ${place} 연결을 처리한 컨트롤러가 없습니다`,
    };
  }
  const refused = refusedBy(reported, 'Accepted');
  if (refused) {
    const words = conditionText(refused);
    const said = { en: `Gateway ${place} does not accept it: ${words}`, ko: `Gateway ${place}의 거부: ${words}` };
    return follows ? inBoth`${said}; ${follows}` : said;
  }
  // What a controller has written has a reason.
  if (follows) return reported.some(({ reason }) => reason) ? inBoth`${follows}${ALTHOUGH}` : follows;
  if (!isOfSolver(route) || listeners.some(isPlain) || listeners.length === 0) return undefined;
  const names = listeners.map(({ listener: { name, protocol } }) => `${name} (${protocol})`).join(', ');
  return {
    en: `it is bound to the listener ${names} of Gateway ${namespace}/${parent.name} only`,
    ko: `Gateway ${namespace}/${parent.name}의 리스너 ${names}에만 연결되어 있습니다`,
  };
}

const ALTHOUGH: Text = {
  en: ', although its controller reports that it accepts the route',
  ko: '. 그런데 컨트롤러는 라우트를 받아들였다고 합니다',
};

function namesOf(view: View, { spec }: HttpRouteObject): readonly string[] {
  return hostsOf(view).filter((name) => (spec.hostnames ?? ['*']).some((pattern) => admits(pattern, name)));
}
