import { policiesOn, refuses } from '../../model/trace/authorization.ts';
import { answersTo, challengePath, pendingHttp01, normalizeMessage } from '../../model/issuance/challenges.ts';
import { entrancesOf, gatewayPods, gatewayServices } from '../../model/trace/gateways.ts';
import { http01Validations, namesOf, touchedDown } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { AuthorizationPolicy, Gateway } from '../../see/objects/istio.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

const PATH = '/.well-known/acme-challenge/x';
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
    const refused = new Map<string, Refused>();
    const open = new Set<string>();
    for (const { certificate, name } of http01Validations(view))
      for (const { gateway, server } of entrancesOf(view, name)) {
        if (server.port.number !== 80) continue;
        const verdict = verdictAt(view, gateway, name);
        if (verdict.outcome !== 'refused') {
          if (verdict.outcome === 'unknown') open.add(name);
          continue;
        }
        const { policy, by } = verdict;
        const key = policy.metadata.uid ?? policy.metadata.name;
        const { certificates = [], names = [] } = refused.get(key) ?? {};
        refused.set(key, {
          ...{ policy, by },
          certificates: [...new Set([...certificates, certificate])],
          names: [...new Set([...names, name])],
        });
      }
    for (const each of refused.values()) yield observe(view, each);
    yield* refusedByProbe(view, open);
  },
});

interface Refused {
  readonly policy: AuthorizationPolicy;
  readonly by: 'DENY' | 'ALLOW';
  readonly certificates: readonly Certificate[];
  readonly names: readonly string[];
}

function observe(view: View, { policy, by, certificates, names }: Refused): Observation {
  return {
    object: referenceTo('AuthorizationPolicy', policy),
    field: 'spec.rules',
    seen:
      by === 'DENY'
        ? {
            en: `its DENY refuses /.well-known/acme-challenge/ of ${names.join(', ')} without a token; needed by ${namesOf(certificates)}`,
            ko: `DENY 규칙이 토큰 없는 /.well-known/acme-challenge/ 요청을 거부합니다(${names.join(', ')}). 영향을 받는 Certificate: ${namesOf(certificates)}`,
          }
        : {
            en: `no ALLOW at this gateway lets /.well-known/acme-challenge/ of ${names.join(', ')} through; needed by ${namesOf(certificates)}`,
            ko: `이 게이트웨이에는 /.well-known/acme-challenge/ 요청을 허용하는 ALLOW 규칙이 없습니다(${names.join(', ')}). 영향을 받는 Certificate: ${namesOf(certificates)}`,
          },
    touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
  };
}

/** What the policies decide about the CA's request to a gateway. */
function verdictAt(view: View, gateway: Gateway, name: string): ReturnType<typeof refuses> {
  const [pod] = gatewayPods(view, gateway);
  if (!pod) return { outcome: 'allowed' };
  const ports = gatewayServices(view, gateway).flatMap(({ spec }) => spec.ports ?? []);
  const target = ports.find(({ port }) => port === 80)?.targetPort;
  const port = typeof target === 'number' ? { port: target } : {};
  return refuses(policiesOn(view, pod), { method: 'GET', host: name, path: PATH, principal: '', ...port });
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
