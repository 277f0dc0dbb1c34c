import { traceCheck } from './trace-check.ts';

export const t18 = traceCheck(
  {
    code: 'T18',
    title: { en: 'the gateway itself is down', ko: '게이트웨이 자체가 떠 있지 않습니다' },
    means: {
      en: 'No Pod of the gateway is ready, so nothing behind it can be reached.',
      ko: '준비된 게이트웨이 Pod가 없어, 그 뒤의 무엇에도 도달할 수 없습니다.',
    },
    remedy: {
      en: 'Bring the gateway up first: its replicas, its readiness probe, its events. What is behind it may be fine.',
      ko: '게이트웨이부터 살리세요. 레플리카 수, readiness 프로브, 이벤트를 확인하세요. 뒤쪽은 정상일 수 있습니다.',
    },
    source: 'measured; istio/istio#35032, istio/istio#22302',
  },
  ({ branch, decision }) =>
    branch.outcome.end === 'not reached' && ['Deployment', 'Pod'].includes(decision.object.kind),
);
