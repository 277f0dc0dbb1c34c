import { traceCheck } from './trace-check.ts';

export const t19 = traceCheck(
  {
    code: 'T19',
    title: { en: 'istiod leaves a server of the Gateway out', ko: 'istiod가 Gateway의 서버를 뺍니다' },
    means: {
      en: 'An older server on the same port has one of its hosts, or speaks another protocol. The whole server is missing, for its other hosts too.',
      ko: '같은 포트의 더 오래된 서버에 이미 그 호스트가 있거나 프로토콜이 다릅니다. 다른 호스트까지 포함해 서버 전체가 빠집니다.',
    },
    remedy: {
      en: 'Let each host of a port stand in one server only, and let servers of one port speak one protocol.',
      ko: '한 포트에서 각 호스트는 한 서버에만 두고, 같은 포트의 서버는 프로토콜을 같게 하세요.',
    },
    consequenceOf: ['T5'],
    source: 'measured; https://istio.io/latest/docs/ops/common-problems/network-issues/',
  },
  ({ branch, decision: { object, field = '' } }) =>
    ['reset', 'not reached'].includes(branch.outcome.end) &&
    object.kind === 'Gateway' &&
    /\.(hosts|port\.protocol)$/.test(field),
);
