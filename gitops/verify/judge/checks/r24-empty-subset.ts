import { traceCheck } from './trace-check.ts';

export const r24 = traceCheck(
  {
    code: 'R24',
    title: { en: 'no Pod belongs to the subset', ko: '서브셋에 속하는 Pod가 없습니다' },
    means: {
      en: 'The rule sends requests to a subset of the Service, and no ready Pod has its labels: the gateway answers 503 “no healthy upstream”.',
      ko: '규칙이 Service의 서브셋으로 요청을 보내는데, 그 레이블을 가진 준비된 Pod가 없습니다. 게이트웨이가 503 “no healthy upstream”으로 응답합니다.',
    },
    remedy: {
      en: 'Make the labels of the subset equal to labels of the Pod template, or leave the subset out.',
      ko: '서브셋의 레이블을 Pod 템플릿의 레이블과 일치시키거나, 서브셋을 지우세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
  },
  ({ branch, decision }) => branch.outcome.end === 'no endpoints' && decision.object.kind === 'DestinationRule',
);
