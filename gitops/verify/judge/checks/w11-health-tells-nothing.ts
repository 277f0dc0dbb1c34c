import { onItsWay } from '../../model/moving.ts';
import { changeBehind } from '../../model/trace/answers.ts';
import { healthOf, isAnswer, isGood } from '../../model/trace/health.ts';
import { servicesOfHost } from '../../model/trace/destinations.ts';
import { healthAtGateway } from '../../model/trace/health-trace.ts';
import { decisionOf } from '../../model/trace/outcome.ts';
import { readyEndpoints } from '../../model/workload/workloads.ts';
import { checkOfHost } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { referenceTo, wordsOf } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import { slicesOfService } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const w11 = checkOfHost({
  code: 'W11',
  title: {
    en: 'the health path answers, but not from the deployed Pods',
    ko: '헬스 체크 경로가 응답하지만, 배포한 Pod의 응답이 아닙니다',
  },
  means: {
    en: 'The answer comes from a route, a page or another server, so it says nothing about the Pods: everything else may fail.',
    ko: '라우트나 다른 페이지, 다른 서버가 보낸 응답이라 Pod의 상태를 알 수 없습니다. 다른 요청은 모두 실패하고 있을 수도 있습니다.',
  },
  remedy: {
    en: 'Route the path to the Service like every other one, and let its answer name the revision of the image.',
    ko: '이 경로도 다른 경로처럼 Service로 보내고, 응답에 이미지의 리비전을 담으세요.',
  },
  mayPass: true,
  source: 'measured',
  find(view, name) {
    const answers = healthOf(view, name).flatMap((health) => health.answers);
    const [first, ...more] = answers.filter(isAnswer).filter(isGood);
    if (!first || more.length + 1 < answers.length) return undefined;
    const direct = directResponse(view, name);
    const dead = deadServices(view, name).join(', ');
    if (!direct && !dead) return undefined;
    const but = { en: `, but no endpoint of ${dead} is ready`, ko: `. 그러나 ${dead}에 준비된 엔드포인트가 없습니다` };
    const answered = { en: ` answers ${first.status}`, ko: `: ${first.status}` };
    return {
      ...(dead ? onItsWay(changeBehind(view, name)) : { level: 'warning' }),
      seen: inBoth`${view.scope.path}${answered}${direct ?? ''}${dead && but}`,
    };
  },
});

/** The route that answers the path itself, without a Service. */
function directResponse(view: View, name: string): Text | undefined {
  for (const branch of healthAtGateway(view, name).branches) {
    const { object, field } = decisionOf(branch) ?? {};
    if (!object || !field?.endsWith('.directResponse')) continue;
    const route = wordsOf(object);
    return { en: ` from ${route} itself (${field})`, ko: `(${route}의 라우트가 직접 응답: ${field})` };
  }
  return undefined;
}

/** All Services that the routes of a host lead to, if all are known and none has a ready endpoint. */
function deadServices(view: View, name: string): readonly string[] {
  const services = servicesOfHost(view, name).map((each) => view.get('Service', each.namespace, each.name));
  const dead = services.flatMap((service) => {
    if (!service || service.spec.type === 'ExternalName' || !view.isComplete(slicesOfService(service))) return [];
    return readyEndpoints(view, service) === 0 ? [wordsOf(referenceTo('Service', service))] : [];
  });
  return dead.length === services.length ? dead : [];
}
