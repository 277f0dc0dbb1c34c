import { traceCheck } from './trace-check.ts';

export const r22 = traceCheck(
  {
    code: 'R22',
    title: { en: 'the Service is hidden from the gateway', ko: 'Service가 게이트웨이에 공개되지 않았습니다' },
    means: {
      en: 'The annotation networking.istio.io/exportTo leaves the namespace of the gateway out, so the gateway has no cluster for it and answers 503.',
      ko: 'networking.istio.io/exportTo 어노테이션에 게이트웨이의 네임스페이스가 없습니다. 게이트웨이에 이 Service의 클러스터가 없어 503으로 응답합니다.',
    },
    remedy: {
      en: 'Remove the annotation, or add the namespace of the gateway Pods to it.',
      ko: '어노테이션을 지우거나, 게이트웨이 Pod의 네임스페이스를 추가하세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/annotations/#NetworkingExportTo',
  },
  ({ branch, decision }) => branch.outcome.end === 'no cluster' && decision.object.kind === 'Service',
);
