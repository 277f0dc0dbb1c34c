import { namesOf, touchedDown } from '../../model/issuance/solvers.ts';
import { challengeTroubles } from '../../model/trace/challenge-trace.ts';
import { check } from '../check.ts';

export const h14 = check({
  code: 'H14',
  title: {
    en: 'a DestinationRule makes the gateway speak TLS to the solver',
    ko: 'DestinationRule 때문에 게이트웨이가 solver에 TLS로 연결합니다',
  },
  means: {
    en: 'The solver has no sidecar and speaks plain HTTP. The gateway answers 503 for the challenge: nothing is issued or renewed.',
    ko: 'solver는 사이드카가 없어 평문 HTTP로 통신합니다. 게이트웨이가 챌린지 요청에 503으로 응답하므로 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: 'Let the rule name the Services it is for, or leave `tls` out: Istio chooses mutual TLS by itself wherever both ends have it.',
    ko: '규칙에 대상 Service를 명시하거나 `tls`를 지우세요. 양쪽이 모두 지원하면 Istio가 자동으로 mTLS를 씁니다.',
  },
  source: 'measured; istio/istio#15148',
  *judge(view) {
    for (const { decision, certificates } of challengeTroubles(view, ({ outcome }) => outcome.end === 'no TLS')) {
      const { object, field } = decision;
      const { host = '' } = view.get('DestinationRule', object.namespace, object.name)?.spec ?? {};
      yield {
        object,
        ...(field === undefined ? {} : { field }),
        seen: {
          en: `host ${host} is for the solver too, and its Pods have no sidecar; needed by ${namesOf(certificates)}`,
          ko: `host ${host}에는 사이드카 없는 solver의 Pod도 포함됩니다. 영향을 받는 Certificate: ${namesOf(certificates)}`,
        },
        touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
      };
    }
  },
});
