import { acmeErrorOf } from '../../model/issuance/acme-errors.ts';
import {
  certificatesOf,
  isOwnIssuer,
  issuerOf,
  issuerReference,
  touchedBy,
} from '../../model/issuance/certificates.ts';
import { failureOf, isOutdated, issuingSince } from '../../model/issuance/issuance.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { quote } from '../../see/quote.ts';
import { keyOf, wordsOf, type Reference } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

/** The message of cert-manager, which reads the profiles in the CA's directory before it orders. */
const UNKNOWN_PROFILE = /does not advertise a profile with name (\S+)/;

export const c13 = check({
  code: 'C13',
  title: { en: 'the CA does not offer the profile', ko: 'CA에 없는 프로필입니다' },
  means: {
    en: 'Every order fails at once, though the issuer is Ready. Each failure makes cert-manager wait longer (C15).',
    ko: '발급자는 Ready인데도 모든 Order가 바로 실패합니다. 실패할수록 cert-manager가 더 오래 기다립니다(C15).',
  },
  remedy: {
    en: 'Name a profile that the directory of the CA lists under meta.profiles, or leave spec.acme.profile out.',
    ko: 'CA 디렉터리의 meta.profiles에 있는 프로필을 지정하거나 spec.acme.profile을 지우세요.',
  },
  source: 'measured; https://letsencrypt.org/docs/profiles/',
  *judge(view) {
    const byIssuer = new Map<string, Observation>();
    for (const certificate of certificatesOf(view).filter(isOwnIssuer)) {
      const refusal = refusalOf(view, certificate);
      if (refusal === undefined) continue;
      const issuer = issuerReference(certificate);
      // It is one mistake of the issuer, whatever Certificates use it.
      const { touches = [] } = byIssuer.get(keyOf(issuer)) ?? {};
      byIssuer.set(keyOf(issuer), observe(view, certificate, refusal, [...touches, ...touchedBy(view, certificate)]));
    }
    yield* byIssuer.values();
  },
});

/** What the last attempt said about the profile; undefined where the issuer was changed since, which leaves C15. */
function refusalOf(view: View, certificate: Certificate): string | undefined {
  const failure = failureOf(view, certificate);
  if (!failure || issuingSince(certificate) !== undefined) return undefined;
  const named = UNKNOWN_PROFILE.exec(failure.text)?.[1];
  if (named === undefined && acmeErrorOf(failure.text)?.type !== 'invalidProfile') return undefined;
  const issuer = issuerOf(view, certificate);
  const isCorrected =
    named === undefined || !issuer ? isOutdated(failure, issuer) : issuer.spec.acme?.profile !== named;
  return isCorrected ? undefined : failure.text;
}

function observe(view: View, certificate: Certificate, refusal: string, touches: readonly Reference[]): Observation {
  const reference = issuerReference(certificate);
  const acme = issuerOf(view, certificate)?.spec.acme;
  const profile = acme?.profile ?? UNKNOWN_PROFILE.exec(refusal)?.[1] ?? '?';
  const words = quote(refusal, 300);
  return {
    object: reference,
    field: 'spec.acme.profile',
    seen: {
      en: `${wordsOf(reference)} asks for profile ${profile}: ${words}`,
      ko: `${wordsOf(reference)}에 지정된 프로필(${profile}): ${words}`,
    },
    ...(acme ? { next: [`curl -s ${acme.server}`] } : {}),
    touches,
  };
}
