import { isQuota } from '../../model/issuance/solver-refusals.ts';
import { pendingHttp01, normalizeMessage, presentError } from '../../model/issuance/challenges.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';

export const c24 = check({
  code: 'C24',
  title: { en: 'a quota or LimitRange stops the solver', ko: '쿼터나 LimitRange 때문에 solver가 실행되지 않습니다' },
  means: {
    en: "The Pod that answers the challenge runs in the Certificate's namespace, and its quota has no room for it.",
    ko: '챌린지에 응답하는 Pod는 Certificate의 네임스페이스에서 실행되는데, 그곳의 쿼터에 여유가 없습니다.',
  },
  remedy: {
    en: "Make room in the quota for one small Pod for each name, or set what it asks for by the solver's `podTemplate`.",
    ko: '이름마다 작은 Pod 하나가 들어갈 만큼 쿼터에 여유를 두거나, solver의 `podTemplate`으로 요청량을 조정하세요.',
  },
  mayPass: true,
  source: 'measured',
  *judge(view) {
    for (const { certificate, challenge } of pendingHttp01(view)) {
      const said = presentError(view, challenge);
      if (said === undefined || !isQuota(said)) continue;
      const words = quote(normalizeMessage(said, challenge), 300);
      const { namespace = '' } = challenge.metadata;
      yield {
        object: referenceTo('Challenge', challenge),
        seen: {
          en: `the solver's Pod cannot be created in ${namespace}: ${words}`,
          ko: `${namespace} 네임스페이스에 solver의 Pod를 만들 수 없습니다: ${words}`,
        },
        next: [`kubectl describe resourcequotas,limitranges -n ${namespace}`],
        touches: touchedDown(view, certificate),
      };
    }
  },
});
