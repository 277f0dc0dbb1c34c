import { traceCheck } from './trace-check.ts';

export const r23 = traceCheck(
  {
    code: 'R23',
    title: { en: 'a rule answers in place of the application', ko: '규칙이 애플리케이션 대신 응답합니다' },
    means: {
      en: 'A fault, a direct response or a redirect of the rule ends the request at the gateway. No Pod is asked.',
      ko: '규칙의 fault, directResponse, redirect가 게이트웨이에서 요청을 끝냅니다. Pod에는 요청이 가지 않습니다.',
    },
    remedy: {
      en: 'Remove it, or put a rule for this path before it.',
      ko: '이를 지우거나, 이 경로의 규칙을 그 앞에 두세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection',
  },
  ({ branch: { outcome } }) => outcome.end === 'responded' || outcome.end === 'redirected',
);
