import { holdersOf, ownObjects } from '../../model/sync/applications.ts';
import { admits } from '../../model/host-patterns.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { httpRoutesOf, isOfSolver } from '../../model/trace/routes.ts';
import { movingSince, onItsWay } from '../../model/moving.ts';
import { rulesOfHttpRoute } from '../../model/trace/gateway-api/http-rules.ts';
import { conditionText, refusedBy } from '../../model/trace/gateway-api/conditions.ts';
import type { Observation } from '../../model/finding.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';
import type { HttpRouteObject } from '../../see/objects/gateway-api.ts';
import { host, referenceTo } from '../../model/reference.ts';

/** Milliseconds that a controller takes at most to look at a change. */
const OBSERVED = 30_000;
const CONTROLLER = { en: "the controller's look at it", ko: '컨트롤러의 처리' };

export const r17 = check({
  code: 'R17',
  title: { en: 'a backend of the HTTPRoute is not found', ko: 'HTTPRoute가 가리키는 백엔드가 없습니다' },
  means: {
    en: 'The gateway answers 500 or 503 to every request that this rule takes.',
    ko: '이 규칙에 해당하는 요청에 게이트웨이가 500이나 503으로 응답합니다.',
  },
  remedy: {
    en: 'Name a Service and a port that exist. One of another namespace needs `namespace`, and a ReferenceGrant there.',
    ko: '실제로 있는 Service와 포트를 지정하세요. 다른 네임스페이스에 있다면 `namespace`를 지정하고 그 네임스페이스에 ReferenceGrant를 만들어야 합니다.',
  },
  mayPass: true,
  source: 'measured; https://gateway-api.sigs.k8s.io/reference/spec/#routeconditionreason',
  *judge(view) {
    const all = [...hostsOf(view).flatMap((name) => httpRoutesOf(view, name)), ...ownObjects(view, 'HTTPRoute')];
    for (const route of new Map(all.map((each) => [each.metadata.uid, each])).values()) {
      const told = isOfSolver(route) ? undefined : tellOf(view, route);
      if (!told) continue;
      const { hostnames } = route.spec;
      const hosts = hostsOf(view).filter((name) => !hostnames || hostnames.some((pattern) => admits(pattern, name)));
      const object = referenceTo('HTTPRoute', route);
      yield { object, ...told, touches: [...hosts.map(host), ...holdersOf(view, object)] };
    }
  },
});

/** What istiod does not take, by what follows from the objects and in the words of the controller. */
function tellOf(view: View, route: HttpRouteObject): Pick<Observation, 'field' | 'moving' | 'seen'> | undefined {
  const { rules, refusal } = rulesOfHttpRoute(view, route);
  const [first] = [refusal, ...rules.flatMap(({ refused = {} }) => Object.values(refused))].filter(
    (each) => each && !each.isOpen,
  );
  const reported = (route.status?.parents ?? []).flatMap(({ conditions = [] }) => conditions);
  const condition = refusedBy(reported, 'ResolvedRefs');
  const field = first?.field ?? 'spec.rules';
  if (!condition) {
    if (!first) return undefined;
    return { field, seen: reported.some(({ reason }) => reason) ? inBoth`${first.did}${ALTHOUGH}` : first.did };
  }
  const isStale = (condition.observedGeneration ?? Infinity) < (route.metadata.generation ?? 0);
  const words = `ResolvedRefs=False/${conditionText(condition)}`;
  const said = { en: words, ko: `참조 확인 실패: ${words}` };
  return {
    field,
    ...onItsWay(isStale ? movingSince(route.metadata.writtenAt, OBSERVED, CONTROLLER) : undefined),
    seen: first ? inBoth`${said}; ${first.did}` : said,
  };
}

const ALTHOUGH: Text = {
  en: ', although the controller reports nothing of it',
  ko: '. 그런데 컨트롤러의 메시지는 없습니다',
};
