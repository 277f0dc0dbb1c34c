import { holdersOf, ownObjects } from '../../model/sync/applications.ts';
import { admits } from '../../model/host-patterns.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { httpRoutesOf, isOfSolver } from '../../model/trace/routes.ts';
import { movingSince, onItsWay } from '../../model/moving.ts';
import { check } from '../check.ts';
import type { HttpRouteObject } from '../../see/objects/gateway-api.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
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
    ko: '존재하는 Service와 포트를 지정하세요. 다른 네임스페이스에 있다면 `namespace`를 지정하고 그 네임스페이스에 ReferenceGrant를 만들어야 합니다.',
  },
  mayPass: true,
  source: 'measured; https://gateway-api.sigs.k8s.io/reference/spec/#routeconditionreason',
  *judge(view) {
    const all = [...hostsOf(view).flatMap((name) => httpRoutesOf(view, name)), ...ownObjects(view, 'HTTPRoute')];
    for (const route of new Map(all.map((each) => [each.metadata.uid, each])).values()) {
      const condition = isOfSolver(route) ? undefined : refusedCondition(route);
      if (!condition) continue;
      const { reason = '', message = '', observedGeneration } = condition;
      const { hostnames } = route.spec;
      const hosts = hostsOf(view).filter((name) => !hostnames || hostnames.some((pattern) => admits(pattern, name)));
      const reference = referenceTo('HTTPRoute', route);
      const isStale = observedGeneration !== undefined && observedGeneration < (route.metadata.generation ?? 0);
      yield {
        object: reference,
        ...onItsWay(isStale ? movingSince(route.metadata.writtenAt, OBSERVED, CONTROLLER) : undefined),
        field: 'spec.rules',
        seen: {
          en: `ResolvedRefs=False/${reason} ${quote(message, 200)}`,
          ko: `참조 확인 실패: ResolvedRefs=False/${reason} ${quote(message, 200)}`,
        },
        touches: [...hosts.map(host), ...holdersOf(view, reference)],
      };
    }
  },
});

function refusedCondition({ status }: HttpRouteObject) {
  return (status?.parents ?? [])
    .map(({ conditions = [] }) => conditionOf({ status: { conditions } }, 'ResolvedRefs'))
    .find((condition) => condition?.status === 'False');
}
