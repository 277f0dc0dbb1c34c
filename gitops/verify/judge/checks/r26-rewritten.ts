import { httpsStatuses } from '../../model/trace/answers.ts';
import { isOfGateway } from '../../model/trace/health.ts';
import { healthAtGateway, levelOfWay, objectsOn } from '../../model/trace/health-trace.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { check } from '../check.ts';
import { host } from '../../model/reference.ts';

const CHANGES = /\.(rewrite\.\w+|headers\.request\.set)$/;

export const r26 = check({
  code: 'R26',
  title: {
    en: 'the rule changes the request, and the application refuses what it gets',
    ko: '규칙이 요청을 바꾸고, 애플리케이션은 바뀐 요청을 거부합니다',
  },
  means: {
    en: 'The application is asked for another path or host than the caller has named, and answers with an error.',
    ko: '애플리케이션은 클라이언트가 보낸 것과 다른 경로나 호스트로 요청을 받고, 오류로 응답합니다.',
  },
  remedy: {
    en: 'Ask the Pod itself for the changed path; mend the rewrite, or let a rule without it take this path.',
    ko: '바뀐 경로로 Pod에 직접 요청해 보세요. rewrite를 고치거나, 이 경로는 rewrite 없는 규칙이 받게 하세요.',
  },
  level: 'warning',
  mayPass: true,
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite',
  *judge(view) {
    for (const name of hostsOf(view)) {
      const answer = httpsStatuses(view, name).find((each) => each.status >= 400 && !isOfGateway(each));
      if (!answer) continue;
      for (const branch of healthAtGateway(view, name).branches) {
        if (branch.outcome.end !== 'answered') continue;
        const change = branch.steps.find(({ field = '' }) => CHANGES.test(field));
        if (!change?.object || change.field === undefined) continue;
        const { object, field, did } = change;
        yield {
          object,
          field,
          level: levelOfWay(view, name, branch, 'warning'),
          seen: {
            en: `${view.scope.path}: ${did.en}, and the application answers ${answer.status}`,
            ko: `${view.scope.path}: ${did.ko}. 애플리케이션의 응답: ${answer.status}`,
          },
          touches: [host(name), ...objectsOn(branch), ...holdersOf(view, object)],
        };
      }
    }
  },
});
