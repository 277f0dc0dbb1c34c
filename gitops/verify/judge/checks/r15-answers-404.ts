import { httpsStatuses, levelOfAnswer } from '../../model/trace/answers.ts';
import { isOfGateway } from '../../model/trace/health.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { entrancesOf } from '../../model/trace/gateways.ts';
import { routesOf } from '../../model/trace/routes.ts';
import { healthAtGateway } from '../../model/trace/health-trace.ts';
import { check } from '../check.ts';
import { host, referenceTo, wordsOf } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

export const r15 = check({
  code: 'R15',
  title: { en: 'the gateway answers 404', ko: '게이트웨이가 404로 응답합니다' },
  means: {
    en: 'The request reaches the gateway, but no rule takes it; the application does not see it.',
    ko: '요청이 게이트웨이까지는 오지만, 맞는 규칙이 없어 애플리케이션에는 도달하지 않습니다.',
  },
  remedy: {
    en: 'See that a VirtualService names the host and the Gateway, and has a rule for this path.',
    ko: '이 호스트와 Gateway를 지정하고 이 경로에 맞는 규칙을 가진 VirtualService가 있는지 확인하세요.',
  },
  mayPass: true,
  consequenceOf: ['R1', 'R2', 'R3', 'R4', 'T4', 'T15', 'H11', 'R20', 'R21', ...SYNC_CAUSES],
  source: 'measured; https://istio.io/latest/docs/ops/common-problems/network-issues/',
  *judge(view) {
    for (const name of hostsOf(view)) {
      const answer = httpsStatuses(view, name).find((each) => each.status === 404 && isOfGateway(each));
      if (!answer) continue;
      const why = explain(view, name);
      yield {
        object: host(name),
        level: levelOfAnswer(view, name, 'error'),
        seen: {
          en: `404 with an empty body from ${answer.address} for ${view.scope.path}${why.en}`,
          ko: `${answer.address}에서 ${view.scope.path} 요청에 본문 없는 404로 응답합니다${why.ko}`,
        },
        touches: [
          ...routesOf(view, name).map((route) => referenceTo('VirtualService', route)),
          ...entrancesOf(view, name).map(({ gateway }) => referenceTo('Gateway', gateway)),
        ],
      };
    }
  },
});

/** What the gateway is told to do with the request, where that explains the answer or contradicts it. */
function explain(view: View, name: string): Text {
  const [branch] = healthAtGateway(view, name).branches;
  const routes = routesOf(view, name)
    .map((route) => wordsOf(referenceTo('VirtualService', route)))
    .join(', ');
  if (branch?.outcome.end === 'no rule')
    return { en: `; no rule of ${routes} takes it`, ko: `. ${routes}에 맞는 규칙이 없습니다` };
  if (branch?.outcome.end === 'no virtual host')
    return {
      en: '; no VirtualService answers for the host there',
      ko: '. 그 게이트웨이에 이 호스트를 정의한 VirtualService가 없습니다',
    };
  return routes === ''
    ? { en: '', ko: '' }
    : { en: `, although ${routes} has the host`, ko: `. ${routes}에 이 호스트가 있는데도 그렇습니다` };
}
