import { challengeTroubles } from '../../model/trace/challenge-trace.ts';
import { isHttpsRedirect } from '../../model/trace/outcome.ts';
import { namesOf, touchedDown, wasIssued } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';

export const h1 = check({
  code: 'H1',
  title: {
    en: 'httpsRedirect sends the challenge to https, where there is no certificate yet',
    ko: '아직 인증서가 없는데 httpsRedirect가 챌린지를 https로 보냅니다',
  },
  means: {
    en: 'The redirect of a Gateway applies to every path of the host, that of the challenge too. The first certificate can never be issued.',
    ko: 'Gateway의 리다이렉트는 챌린지를 포함해 호스트의 모든 경로에 적용됩니다. 그래서 첫 인증서를 발급받을 수 없습니다.',
  },
  remedy: {
    en: 'Remove httpsRedirect, and redirect in a VirtualService instead: prefix `/`, `redirect` with scheme https, bound to a Gateway of port 80 only.',
    ko: 'httpsRedirect를 지우고, 80번 포트만 여는 Gateway에 연결한 VirtualService에서 리다이렉트하세요(prefix가 `/`인 규칙에 scheme이 https인 `redirect`).',
  },
  source: 'measured; istio/istio#33593, istio/istio#22194',
  *judge(view) {
    for (const { decision, names, certificates } of challengeTroubles(
      view,
      (branch, certificate) => isHttpsRedirect(branch) && !wasIssued(certificate),
    ))
      yield {
        object: decision.object,
        ...(decision.field === undefined ? {} : { field: decision.field }),
        seen: {
          en: `it redirects ${names.join(', ')}, and Certificate ${namesOf(certificates)} was never issued`,
          ko: `${names.join(', ')} 호스트를 리다이렉트하는데, 아직 발급된 적이 없는 Certificate가 있습니다: ${namesOf(certificates)}`,
        },
        touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
      };
  },
});
