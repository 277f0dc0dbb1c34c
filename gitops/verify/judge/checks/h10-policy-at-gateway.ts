import { answersTo, challengePath, pendingHttp01, normalizeMessage } from '../../model/issuance/challenges.ts';
import { namesOf, touchedDown } from '../../model/issuance/solvers.ts';
import { challengeTroubles, type ChallengeTrouble } from '../../model/trace/challenge-trace.ts';
import type { Branch, Step } from '../../model/trace/outcome.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

const REFUSED = [401, 403];

export const h10 = check({
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
  *judge(view) {
    for (const trouble of challengeTroubles(view, isRefusal)) yield observe(view, trouble);
    const open = challengeTroubles(view, ({ outcome, steps }) => outcome.end === 'unknown' && isPolicy(steps.at(-1)));
    yield* refusedByProbe(view, new Set(open.flatMap(({ names }) => names)));
  },
});

function isRefusal({ outcome, steps }: Branch): boolean {
  return outcome.end === 'refused' && isPolicy(steps.at(-1));
}

function isPolicy(step: Step | undefined): boolean {
  return step?.object?.kind === 'AuthorizationPolicy';
}

function observe(view: View, { decision, certificates, names }: ChallengeTrouble): Observation {
  const { object, field } = decision;
  return {
    object,
    ...(field === undefined ? {} : { field }),
    seen:
      field === 'spec.rules'
        ? {
            en: `no ALLOW at this gateway lets /.well-known/acme-challenge/ of ${names.join(', ')} through; needed by ${namesOf(certificates)}`,
            ko: `이 게이트웨이에는 /.well-known/acme-challenge/ 요청을 허용하는 ALLOW 규칙이 없습니다(${names.join(', ')}). 영향을 받는 Certificate: ${namesOf(certificates)}`,
          }
        : {
            en: `its DENY refuses /.well-known/acme-challenge/ of ${names.join(', ')} without a token; needed by ${namesOf(certificates)}`,
            ko: `DENY 규칙이 토큰 없는 /.well-known/acme-challenge/ 요청을 거부합니다(${names.join(', ')}). 영향을 받는 Certificate: ${namesOf(certificates)}`,
          },
    touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
  };
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
