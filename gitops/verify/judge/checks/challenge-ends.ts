import { answersTo, challengePath, pendingHttp01, normalizeMessage } from '../../model/issuance/challenges.ts';
import { namesOf, touchedDown, wasIssued } from '../../model/issuance/solvers.ts';
import { challengeTroubles, type ChallengeTrouble } from '../../model/trace/challenge-trace.ts';
import { isHttpsRedirect, type Branch } from '../../model/trace/outcome.ts';
import { check, type Check, type Written } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

// How the CA's request for a challenge may end, now or at the renewal: what decided it is the object and field.

/** @param isMeant which ends are this trap */
function challengeCheck({
  isMeant,
  say,
  judge,
  ...written
}: Omit<Written, 'judge'> & {
  readonly isMeant: Parameters<typeof challengeTroubles>[1];
  readonly say: (view: View, trouble: ChallengeTrouble) => Text;
  /** What else shows it. */
  readonly judge?: Check['judge'];
}): Check {
  return check({
    ...written,
    *judge(view) {
      for (const trouble of challengeTroubles(view, isMeant)) {
        const { object, field } = trouble.decision;
        const touches = trouble.certificates.flatMap((certificate) => touchedDown(view, certificate));
        yield { object, field, seen: say(view, trouble), touches };
      }
      yield* judge?.(view) ?? [];
    },
  });
}

export const h1 = challengeCheck({
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
  isMeant: (branch, certificate) => isHttpsRedirect(branch) && !wasIssued(certificate),
  say: (_, { names, certificates }) => ({
    en: `it redirects ${names.join(', ')}, and Certificate ${namesOf(certificates)} was never issued`,
    ko: `${names.join(', ')} 호스트를 리다이렉트하는데, 아직 발급된 적이 없는 Certificate가 있습니다: ${namesOf(certificates)}`,
  }),
});

export const h2 = challengeCheck({
  code: 'H2',
  title: { en: 'httpsRedirect breaks the next renewal', ko: 'httpsRedirect 때문에 다음 갱신이 실패합니다' },
  means: {
    en: 'The present certificate was issued without the redirect. At the renewal the challenge is sent to https, where the application answers: the certificate expires without a warning.',
    ko: '지금 인증서는 리다이렉트가 없을 때 발급되었습니다. 갱신할 때는 챌린지 요청이 https로 넘어가 애플리케이션이 대신 응답합니다. 인증서는 아무 경고 없이 만료됩니다.',
  },
  remedy: {
    en: 'Remove httpsRedirect, and redirect in a VirtualService instead: prefix `/`, `redirect` with scheme https, bound to a Gateway of port 80 only.',
    ko: 'httpsRedirect를 지우고, 80번 포트만 여는 Gateway에 연결한 VirtualService에서 리다이렉트하세요(prefix가 `/`인 규칙에 scheme이 https인 `redirect`).',
  },
  source: 'measured; istio/istio#22194',
  isMeant: (branch, certificate) => isHttpsRedirect(branch) && wasIssued(certificate),
  say(_, { names, certificates }) {
    const [due] = certificates.flatMap(({ status }) => status?.renewalTime ?? status?.notAfter ?? []).sort();
    return {
      en: `it redirects ${names.join(', ')}; Certificate ${namesOf(certificates)} is to be renewed${due === undefined ? '' : ` at ${due}`}`,
      ko: `${names.join(', ')} 호스트를 리다이렉트합니다. Certificate ${namesOf(certificates)}의 갱신 시각: ${due ?? '알 수 없음'}`,
    };
  },
});

export const h10 = challengeCheck({
  code: 'H10',
  title: {
    en: 'an AuthorizationPolicy at the gateway refuses the challenge',
    ko: '게이트웨이의 AuthorizationPolicy가 챌린지를 거부합니다',
  },
  means: {
    en: 'The CA asks without a token and from unknown addresses. A policy that refuses requests without a token refuses the CA too: nothing is issued or renewed.',
    ko: 'CA는 토큰 없이, 알 수 없는 주소에서 요청합니다. 토큰 없는 요청을 거부하는 정책은 CA의 요청도 거부하므로 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: 'Exempt the path: `notPaths: [/.well-known/acme-challenge/*]` in a DENY or CUSTOM policy, or one more ALLOW rule with it in `paths`.',
    ko: '이 경로를 예외로 두세요. DENY나 CUSTOM 정책이라면 `notPaths: [/.well-known/acme-challenge/*]`를, ALLOW 정책이라면 `paths`에 이 경로를 넣은 규칙을 추가하세요.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/security/authorization-policy/',
  isMeant: (branch) => branch.outcome.end === 'refused' && isAtPolicy(branch),
  say: (_, { decision, names, certificates }) =>
    decision.field === 'spec.rules'
      ? {
          en: `no ALLOW at this gateway lets /.well-known/acme-challenge/ of ${names.join(', ')} through; needed by ${namesOf(certificates)}`,
          ko: `이 게이트웨이에는 /.well-known/acme-challenge/ 요청을 허용하는 ALLOW 규칙이 없습니다(${names.join(', ')}). 영향을 받는 Certificate: ${namesOf(certificates)}`,
        }
      : {
          en: `its DENY refuses /.well-known/acme-challenge/ of ${names.join(', ')} without a token; needed by ${namesOf(certificates)}`,
          ko: `DENY 규칙이 토큰 없는 /.well-known/acme-challenge/ 요청을 거부합니다(${names.join(', ')}). 영향을 받는 Certificate: ${namesOf(certificates)}`,
        },
  judge(view) {
    const open = challengeTroubles(view, (branch) => branch.outcome.end === 'unknown' && isAtPolicy(branch));
    return refusedByProbe(view, new Set(open.flatMap(({ names }) => names)));
  },
});

export const h14 = challengeCheck({
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
  isMeant: ({ outcome }) => outcome.end === 'no TLS',
  say(view, { decision: { object }, certificates }) {
    const { host = '' } = view.get('DestinationRule', object.namespace, object.name)?.spec ?? {};
    return {
      en: `host ${host} is for the solver too, and its Pods have no sidecar; needed by ${namesOf(certificates)}`,
      ko: `host ${host}에는 사이드카 없는 solver의 Pod도 포함됩니다. 영향을 받는 Certificate: ${namesOf(certificates)}`,
    };
  },
});

const REFUSED = [401, 403];

function isAtPolicy({ steps }: Branch): boolean {
  return steps.at(-1)?.object?.kind === 'AuthorizationPolicy';
}

/** Where the policies do not decide, the gateway's answer does. */
function* refusedByProbe(view: View, open: ReadonlySet<string>): Iterable<Observation> {
  for (const { certificate, challenge } of pendingHttp01(view)) {
    if (!open.has(challenge.spec.dnsName)) continue;
    const refusals = answersTo(view, challenge).flatMap(({ address, answer }) =>
      'status' in answer && REFUSED.includes(answer.status) ? [{ address, answer }] : [],
    );
    const [first] = refusals;
    if (!first) continue;
    yield {
      object: referenceTo('Challenge', challenge),
      seen: {
        en: `${first.address} answers the challenge with ${first.answer.status} ${quote(normalizeMessage(first.answer.body, challenge), 80)}`,
        ko: `챌린지에 대한 ${first.address}의 응답: ${first.answer.status} ${quote(normalizeMessage(first.answer.body, challenge), 80)}`,
      },
      next: [`curl -v http://${challenge.spec.dnsName}${normalizeMessage(challengePath(challenge), challenge)}`],
      touches: touchedDown(view, certificate),
    };
  }
}
