import { challengeRedirects } from '../chain/redirects.ts';
import { namesOf, touchedDown } from '../chain/solvers.ts';
import { check } from '../check.ts';
import { referenceTo } from '../reference.ts';

export const h1 = check({
  code: 'H1',
  title: {
    en: 'httpsRedirect sends the challenge to https, where there is no certificate yet',
    ko: 'httpsRedirect가 챌린지를 아직 인증서가 없는 https로 보냅니다',
  },
  means: {
    en: 'The redirect of a Gateway applies to every path of the host, that of the challenge too. The first certificate can never be issued.',
    ko: 'Gateway의 리다이렉트는 챌린지를 포함해 호스트의 모든 경로에 적용됩니다. 첫 인증서가 발급될 수 없습니다.',
  },
  remedy: {
    en: 'Remove httpsRedirect, and redirect in a VirtualService instead: prefix `/`, `redirect` with scheme https, bound to a Gateway of port 80 only.',
    ko: 'httpsRedirect를 제거하고 VirtualService에서 리다이렉트하세요: prefix `/`, scheme https의 `redirect`, 80번 포트 전용 Gateway에 연결.',
  },
  source: 'measured; istio/istio#33593, istio/istio#22194',
  reads: ['CertificateRequest', 'Challenge', 'ClusterIssuer', 'Issuer', 'Order', 'fetch', 'resolve'],
  *judge(view) {
    for (const { gateway, index, names, certificates } of challengeRedirects(view, false))
      yield {
        object: referenceTo('Gateway', gateway),
        field: `spec.servers[${index}].tls.httpsRedirect`,
        seen: {
          en: `it redirects ${names.join(', ')}, and Certificate ${namesOf(certificates)} was never issued`,
          ko: `${names.join(', ')}를 리다이렉트하는데, Certificate ${namesOf(certificates)}는 한 번도 발급되지 않았습니다`,
        },
        touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
      };
  },
});
