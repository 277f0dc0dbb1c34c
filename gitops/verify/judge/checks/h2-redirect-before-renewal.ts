import { challengeTroubles } from '../../model/trace/challenge-trace.ts';
import { isHttpsRedirect } from '../../model/trace/outcome.ts';
import { namesOf, touchedDown, wasIssued } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';

export const h2 = check({
  code: 'H2',
  title: { en: 'httpsRedirect breaks the next renewal', ko: 'httpsRedirect 때문에 다음 갱신이 실패합니다' },
  means: {
    en: 'The present certificate was issued without the redirect. At the renewal the challenge is sent to https, where the application answers: the certificate expires without a warning.',
    ko: '지금 인증서는 리다이렉트가 없을 때 발급되었습니다. 갱신할 때는 챌린지가 https로 넘어가 애플리케이션이 응답하게 되고, 인증서는 경고 없이 만료됩니다.',
  },
  remedy: {
    en: 'Remove httpsRedirect, and redirect in a VirtualService instead: prefix `/`, `redirect` with scheme https, bound to a Gateway of port 80 only.',
    ko: 'httpsRedirect를 지우고, 80번 포트만 여는 Gateway에 연결한 VirtualService에서 리다이렉트하세요(prefix가 `/`인 규칙에 scheme이 https인 `redirect`).',
  },
  source: 'measured; istio/istio#22194',
  *judge(view) {
    for (const { decision, names, certificates } of challengeTroubles(
      view,
      (branch, certificate) => isHttpsRedirect(branch) && wasIssued(certificate),
    )) {
      const due = certificates.flatMap(({ status }) => status?.renewalTime ?? status?.notAfter ?? []).sort()[0];
      yield {
        object: decision.object,
        ...(decision.field === undefined ? {} : { field: decision.field }),
        seen: {
          en: `it redirects ${names.join(', ')}; Certificate ${namesOf(certificates)} is to be renewed${due === undefined ? '' : ` at ${due}`}`,
          ko: `${names.join(', ')} 호스트를 리다이렉트합니다. Certificate ${namesOf(certificates)}의 갱신 시각: ${due ?? '알 수 없음'}`,
        },
        touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
      };
    }
  },
});
