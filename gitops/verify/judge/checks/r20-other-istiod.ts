import { traceCheck } from './trace-check.ts';

export const r20 = traceCheck(
  {
    code: 'R20',
    title: {
      en: 'an object is for an istiod of another revision',
      ko: '다른 리비전의 istiod를 위한 리소스입니다',
    },
    means: {
      en: 'istiod takes only objects without the label istio.io/rev, or with its own revision. The gateway does not know this one.',
      ko: 'istiod는 istio.io/rev 레이블이 없거나 자기 리비전인 리소스만 받아들입니다. 게이트웨이는 이 리소스를 모릅니다.',
    },
    remedy: {
      en: 'Remove the label, or write the revision of the istiod that serves the gateway. A kustomization may add it to everything.',
      ko: '레이블을 지우거나, 게이트웨이를 맡은 istiod의 리비전을 적으세요. kustomization이 모든 리소스에 붙였을 수도 있습니다.',
    },
    source: 'measured; istio/istio#57734, https://istio.io/latest/docs/setup/upgrade/canary/',
  },
  ({ decision }) => decision.field === 'metadata.labels["istio.io/rev"]',
);
