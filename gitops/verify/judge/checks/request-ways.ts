import { httpsStatuses } from '../../model/trace/answers.ts';
import { isOfGateway } from '../../model/trace/health.ts';
import { healthAtGateway } from '../../model/trace/health-trace.ts';
import { decisionOf } from '../../model/trace/outcome.ts';
import type { HttpAnswer } from '../../see/question.ts';
import type { View } from '../../see/view.ts';
import { wayCheck } from './way-check.ts';

// What decides on the way of the request for a host's health, where an answer shows that, or where no Pod is needed.

const RULES: readonly string[] = ['VirtualService', 'Ingress', 'HTTPRoute'];

export const r19 = wayCheck({
  code: 'R19',
  title: {
    en: 'an AuthorizationPolicy at the workload refuses the gateway',
    ko: '워크로드의 AuthorizationPolicy가 게이트웨이를 거부합니다',
  },
  means: {
    en: 'The sidecar of the Pods answers 403 “RBAC: access denied” to what comes through the gateway.',
    ko: '게이트웨이를 거쳐 온 요청에 Pod의 사이드카가 403 “RBAC: access denied”로 응답합니다.',
  },
  remedy: {
    en: 'Allow the service account of the gateway, or the host and path, in the policy.',
    ko: '정책에서 게이트웨이의 ServiceAccount를 허용하거나, 이 호스트와 경로를 허용하세요.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/security/authorization-policy/',
  concerns: (view, name) => !httpsStatuses(view, name).some(({ status }) => status < 400),
  trace: (view, name) => healthAtGateway(view, name, true),
  find(_, { branch }) {
    // Before any rule it is a policy at the gateway.
    const isAtPod = branch.steps.some(({ object }) => object && RULES.includes(object.kind));
    return branch.outcome.end === 'refused' && isAtPod ? decisionOf(branch) : undefined;
  },
});

export const r25 = wayCheck({
  code: 'R25',
  title: { en: 'the time-out of the rule ends the request', ko: '규칙의 타임아웃이 지나 요청이 끊깁니다' },
  means: {
    en: 'The gateway waits for the application only as long as the rule says, then it answers 504 itself.',
    ko: '게이트웨이는 규칙에 적힌 시간만큼만 애플리케이션을 기다리고, 그 뒤에는 직접 504로 응답합니다.',
  },
  remedy: {
    en: 'Give the rule more time, or find out why the application is slow: the Pods are there and were asked.',
    ko: '규칙의 시간을 늘리거나, 애플리케이션이 느린 이유를 찾으세요. 요청이 Pod까지는 도달했습니다.',
  },
  mayPass: true,
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute',
  concerns: (view, name) => httpsStatuses(view, name).some((answer) => answer.status === 504 && isOfGateway(answer)),
  trace: healthAtGateway,
  find(_, { branch }) {
    const { limit } = 'limit' in branch.outcome ? branch.outcome : {};
    return (
      limit && {
        ...limit,
        did: {
          en: `the gateway answers 504, because nothing came within ${limit.time}`,
          ko: `${limit.time} 안에 응답이 없어 게이트웨이가 504로 응답합니다`,
        },
      }
    );
  },
});

const CHANGES = /\.(rewrite\.\w+|headers\.request\.set|urlRewrite\.\w+|requestHeaderModifier\.set)$/;

export const r26 = wayCheck({
  code: 'R26',
  title: {
    en: 'the rule changes the request, and the application refuses what it gets',
    ko: '규칙이 바꾼 요청을 애플리케이션이 거부합니다',
  },
  means: {
    en: 'The application is asked for another path or host than the caller has named, and answers with an error.',
    ko: '애플리케이션이 받는 경로나 호스트가 클라이언트가 보낸 것과 달라, 오류로 응답합니다.',
  },
  remedy: {
    en: 'Ask the Pod itself for the changed path; mend the rewrite, or let a rule without it take this path.',
    ko: '바뀐 경로로 Pod에 직접 요청해 보세요. rewrite를 고치거나, 이 경로는 rewrite 없는 규칙이 받게 하세요.',
  },
  level: 'warning',
  mayPass: true,
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite',
  concerns: (view, name) => refusal(view, name) !== undefined,
  trace: healthAtGateway,
  find(view, { name, branch }) {
    const answer = refusal(view, name);
    const change = branch.steps.find(({ field = '' }) => CHANGES.test(field));
    if (!answer || !change || branch.outcome.end !== 'answered') return undefined;
    return {
      ...change,
      did: {
        en: `${change.did.en}, and the application answers ${answer.status}`,
        ko: `${change.did.ko}. 애플리케이션의 응답: ${answer.status}`,
      },
    };
  },
});

/** What the application itself answers, where that is bad. */
function refusal(view: View, name: string): HttpAnswer | undefined {
  return httpsStatuses(view, name).find((each) => each.status >= 400 && !isOfGateway(each));
}
