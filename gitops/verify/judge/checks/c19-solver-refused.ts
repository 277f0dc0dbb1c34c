import { isQuota, isRefusal } from '../../model/issuance/solver-refusals.ts';
import { pendingHttp01, normalizeMessage, presentError } from '../../model/issuance/challenges.ts';
import { touchedDown } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';

export const c19 = check({
  code: 'C19',
  title: { en: "the cluster refuses the solver's objects", ko: '클러스터가 solver의 리소스를 거부합니다' },
  means: {
    en: 'cert-manager may not create what answers the challenge (Pod, Service, Ingress), so the challenge stays pending for ever.',
    ko: 'cert-manager가 챌린지에 응답할 리소스(Pod, Service, Ingress)를 만들 수 없어 챌린지가 끝없이 pending에 머뭅니다.',
  },
  remedy: {
    en: 'Exempt these objects from the policy or webhook that is named, or adapt them by `podTemplate` and `ingressTemplate` of the solver. An old ingress-nginx refuses the path type Exact: upgrade it.',
    ko: '메시지에 나온 정책이나 웹훅에서 이 리소스를 예외로 두거나, solver의 `podTemplate`과 `ingressTemplate`으로 맞추세요. 오래된 ingress-nginx는 경로 유형 Exact를 거부하므로 업그레이드하세요.',
  },
  source: 'measured; https://cert-manager.io/docs/releases/release-notes/release-notes-1.18/',
  *judge(view) {
    for (const { certificate, challenge } of pendingHttp01(view)) {
      const said = presentError(view, challenge);
      if (said === undefined || !isRefusal(said) || isQuota(said)) continue;
      const words = quote(normalizeMessage(said, challenge), 300);
      yield {
        object: referenceTo('Challenge', challenge),
        seen: { en: `it cannot be presented: ${words}`, ko: `챌린지를 준비할 수 없습니다: ${words}` },
        touches: touchedDown(view, certificate),
      };
    }
  },
});
