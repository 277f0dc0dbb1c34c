import { bystandersOf } from '../../model/trace/bystanders.ts';
import { answersWell, healthAtGateway } from '../../model/trace/health-trace.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { decisionOf, statusOf, type Branch } from '../../model/trace/outcome.ts';
import { getOf } from '../../model/trace/request.ts';
import { traceAtGateway } from '../../model/trace/request-trace.ts';
import { REQUESTS, statedRequests } from '../../model/trace/stated-requests.ts';
import { host, keyOf } from '../../model/reference.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';
import { check } from '../check.ts';
import { wayCheck } from './way-check.ts';

// What becomes of the requests that are not sent: what decides on their way is all that is known of them.

const turnedAway = wayCheck({
  code: 'R27',
  title: {
    en: 'a request that the application is called with does not get to it',
    ko: '애플리케이션이 받아야 할 요청이 도달하지 못합니다',
  },
  means: {
    en: 'The health path may answer, but this request ends before the application: no rule takes it, or a policy refuses it.',
    ko: '헬스 체크는 정상일 수 있지만, 이 요청은 맞는 규칙이 없거나 정책이 거부해서 애플리케이션에 도달하지 못합니다.',
  },
  remedy: {
    en: `Let the rule or the policy take this method and path too. The annotation ${REQUESTS} says which requests there are.`,
    ko: `규칙이나 정책이 이 메서드와 경로도 받게 하세요. 확인할 요청은 ${REQUESTS} 어노테이션에 적어 둡니다.`,
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  concerns: () => true,
  trace: (view, name) =>
    statedRequests(view, name).flatMap(({ request }) => (request ? traceAtGateway(view, request, true) : [])),
  find(view, { name, trace, branch }) {
    const decision = decisionOf(branch);
    if (!decision || !isBad(branch) || isKnown(view, name, branch)) return undefined;
    // Something that is not followed may let it pass.
    const isOpen = bystandersOf(view, trace).some(({ object }) => object !== undefined);
    return { ...decision, level: isOpen ? 'warning' : 'error' };
  },
});

export const r27 = check({
  ...turnedAway,
  *judge(view) {
    yield* turnedAway.judge(view);
    for (const name of hostsOf(view))
      for (const { object, words, request } of statedRequests(view, name))
        if (!request)
          yield {
            ...{ object, field: `metadata.annotations["${REQUESTS}"]`, level: 'warning' },
            seen: {
              en: `${quote(words, 80)} is no request such as POST /cek`,
              ko: `${quote(words, 80)}: POST /cek 같은 형식이어야 합니다`,
            },
            touches: [host(name)],
          };
  },
});

export const r28 = wayCheck({
  code: 'R28',
  title: { en: 'plain http ends badly, although https is fine', ko: 'https는 정상인데 http 요청은 실패합니다' },
  means: {
    en: 'Who types the name without https:// gets an error in place of the redirect or the page.',
    ko: '주소창에 https:// 없이 입력한 사람은 리다이렉트나 페이지 대신 오류를 보게 됩니다.',
  },
  remedy: {
    en: 'Redirect http to https with 308. Where nobody shall use http, nothing needs to be done.',
    ko: 'http를 https로 308 리다이렉트하세요. http를 쓰지 않기로 했다면 그대로 두어도 됩니다.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect',
  concerns: answersWell,
  trace: (view, name) => traceAtGateway(view, getOf(`http://${name}/`)),
  find(view, { name, branch }) {
    const decision = decisionOf(branch);
    if (!decision || !isBad(branch) || isKnown(view, name, branch)) return undefined;
    // A host may be meant to have nothing for http.
    return { ...decision, level: statusOf(branch.outcome) === 404 ? 'info' : 'warning' };
  },
});

/** Whether the request for the health path meets the same, which is told of that. */
function isKnown(view: View, name: string, branch: Branch): boolean {
  return healthAtGateway(view, name, true).branches.map(keyOfDecision).includes(keyOfDecision(branch));
}

/** Pods that are missing are told of their Service. */
function isBad({ outcome }: Branch): boolean {
  return outcome.end === 'redirected' ? false : (statusOf(outcome) ?? 0) > 399 && outcome.end !== 'no endpoints';
}

function keyOfDecision(branch: Branch): string {
  const { object, field = '' } = decisionOf(branch) ?? {};
  return `${object ? keyOf(object) : ''} ${field}`;
}
