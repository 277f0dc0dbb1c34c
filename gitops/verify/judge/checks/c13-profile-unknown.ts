import { acmeErrorOf } from '../../model/issuance/acme-errors.ts';
import { isOwnIssuer, issuerOf, issuerReference } from '../../model/issuance/certificates.ts';
import { failureOf, isOutdated, issuingSince } from '../../model/issuance/issuance.ts';
import { checkOfCertificate } from '../shapes.ts';
import { quote } from '../../see/quote.ts';
import { wordsOf } from '../../model/reference.ts';

/** The message of cert-manager, which reads the profiles in the CA's directory before it orders. */
const UNKNOWN_PROFILE = /does not advertise a profile with name (\S+)/;

export const c13 = checkOfCertificate({
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
  // It is one mistake of the issuer, whatever Certificates use it.
  find(view, certificate) {
    // Where the issuer was changed since the last attempt, C15 is left.
    const failure = isOwnIssuer(certificate) ? failureOf(view, certificate) : undefined;
    if (!failure || issuingSince(certificate) !== undefined) return undefined;
    const named = UNKNOWN_PROFILE.exec(failure.text)?.[1];
    if (named === undefined && acmeErrorOf(failure.text)?.type !== 'invalidProfile') return undefined;
    const issuer = issuerOf(view, certificate);
    const acme = issuer?.spec.acme;
    if (named === undefined || !issuer ? isOutdated(failure, issuer) : acme?.profile !== named) return undefined;
    const object = issuerReference(certificate);
    const profile = acme?.profile ?? named ?? '?';
    const words = quote(failure.text, 300);
    return {
      object,
      field: 'spec.acme.profile',
      seen: {
        en: `${wordsOf(object)} asks for profile ${profile}: ${words}`,
        ko: `${wordsOf(object)}에 지정된 프로필(${profile}): ${words}`,
      },
      ...(acme ? { next: [`curl -s ${acme.server}`] } : {}),
    };
  },
});
