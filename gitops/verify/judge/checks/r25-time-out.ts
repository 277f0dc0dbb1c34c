import { httpsStatuses } from '../../model/trace/answers.ts';
import { isOfGateway } from '../../model/trace/health.ts';
import { healthAtGateway, levelOfWay, objectsOn } from '../../model/trace/health-trace.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { check } from '../check.ts';
import { host } from '../../model/reference.ts';

export const r25 = check({
  code: 'R25',
  title: { en: 'the time-out of the rule ends the request', ko: '규칙의 타임아웃이 요청을 끝냅니다' },
  means: {
    en: 'The gateway waits for the application only as long as the rule says, then it answers 504 itself.',
    ko: '게이트웨이는 규칙에 적힌 시간만큼만 애플리케이션을 기다리고, 그 뒤에는 직접 504로 응답합니다.',
  },
  remedy: {
    en: 'Give the rule more time, or find out why the application is slow: the Pods are there and were asked.',
    ko: '규칙의 시간을 늘리거나, 애플리케이션이 느린 이유를 찾으세요. Pod는 있고 요청도 도달했습니다.',
  },
  mayPass: true,
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute',
  *judge(view) {
    for (const name of hostsOf(view)) {
      if (!httpsStatuses(view, name).some((answer) => answer.status === 504 && isOfGateway(answer))) continue;
      for (const branch of healthAtGateway(view, name).branches) {
        const { limit } = 'limit' in branch.outcome ? branch.outcome : {};
        if (!limit?.object || limit.field === undefined) continue;
        const { object, field, time } = limit;
        yield {
          object,
          field,
          level: levelOfWay(view, name, branch, 'error'),
          seen: {
            en: `the gateway answers 504, because nothing came within ${time}`,
            ko: `${time} 안에 응답이 없어 게이트웨이가 504로 응답합니다`,
          },
          touches: [host(name), ...objectsOn(branch), ...holdersOf(view, object)],
        };
      }
    }
  },
});
