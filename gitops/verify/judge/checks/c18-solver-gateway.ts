import { isServed, pendingHttp01, normalizeMessage, presentError } from '../../model/issuance/challenges.ts';
import { namesOf, touchedDown } from '../../model/issuance/solvers.ts';
import { unboundSolvers } from '../../model/trace/challenge-trace.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';

export const c18 = check({
  code: 'C18',
  title: {
    en: 'the Gateway of the Gateway API solver is missing',
    ko: 'Gateway API solver가 지정한 Gateway가 없습니다',
  },
  means: {
    en: 'The HTTPRoute that should answer the challenge belongs to no Gateway, so nobody serves it, and no status says so.',
    ko: '챌린지에 응답해야 할 HTTPRoute가 어느 Gateway에도 속하지 않아 아무도 처리하지 않습니다. 이 문제는 status 어디에도 나오지 않습니다.',
  },
  remedy: {
    en: 'Name a Gateway (Gateway API) that exists in `parentRefs`. cert-manager needs its Gateway API support switched on, and the CRDs before it starts.',
    ko: '`parentRefs`에 실제로 있는 Gateway(Gateway API)를 지정하세요. cert-manager의 Gateway API 지원을 켜야 하며, CRD가 cert-manager보다 먼저 설치되어 있어야 합니다.',
  },
  source: 'measured; https://cert-manager.io/docs/configuration/acme/http01/',
  *judge(view) {
    for (const { issuer, field, parent, certificates } of unboundSolvers(view).filter(({ isNowhere }) => isNowhere))
      yield {
        ...{ object: issuer, field },
        seen: {
          en: `Gateway (Gateway API) ${parent} does not exist; needed by ${namesOf(certificates)}`,
          ko: `${parent} Gateway(Gateway API)가 없습니다. 영향을 받는 Certificate: ${namesOf(certificates)}`,
        },
        next: ['kubectl get gateways.gateway.networking.k8s.io --all-namespaces'],
        touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
      };
    for (const { certificate, challenge } of pendingHttp01(view)) {
      const said = presentError(view, challenge) ?? '';
      const isOff = /gateway.?api.*not enabled|no matches for kind "HTTPRoute"/i.test(said);
      if (!isOff || isServed(view, challenge)) continue;
      const off = {
        en: 'cert-manager does not handle the Gateway API',
        ko: 'cert-manager가 Gateway API를 처리하지 않습니다',
      };
      yield {
        object: referenceTo('Challenge', challenge),
        seen: inBoth`${off}: ${quote(normalizeMessage(said, challenge), 200)}`,
        touches: touchedDown(view, certificate),
      };
    }
  },
});
