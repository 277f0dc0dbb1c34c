import { acmeErrorOf, CHALLENGE_ERRORS, explainAcmeError } from '../../model/issuance/acme-errors.ts';
import { challengesOf, isOwnIssuer, issuerOf, orderOf, requestOf } from '../../model/issuance/certificates.ts';
import { failureOf, isOutdated, issuingSince, type Failure } from '../../model/issuance/issuance.ts';
import { checkOfCertificate } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

/** Types for which there are other checks: those of the challenge path, H13 and C13. */
const OF_OTHERS = new Set([...CHALLENGE_ERRORS, 'rateLimited', 'invalidProfile']);
/** The meaning of types for an Order, where it differs from that for a challenge. */
const NOT_ALLOWED: Text = {
  en: 'the CA does not let this account order: is it deactivated, or of another server?',
  ko: 'CA가 이 계정에 Order를 허용하지 않습니다. 계정이 비활성화되었거나 다른 서버의 계정이 아닌지 확인하세요',
};

export const c30 = checkOfCertificate({
  code: 'C30',
  title: { en: 'the CA refuses the order', ko: 'CA가 Order를 거부합니다' },
  means: {
    en: 'The attempt has failed, and cert-manager waits before the next one (C15), which will fail too unless something is changed.',
    ko: '시도가 실패했고, cert-manager는 다음 시도까지 기다립니다(C15). 아무것도 바꾸지 않으면 다음에도 실패합니다.',
  },
  remedy: {
    en: 'Change what the CA complains about. A change of dnsNames starts an attempt at once; after any other change, `cmctl renew` does.',
    ko: 'CA가 지적한 것을 고치세요. dnsNames를 바꾸면 바로 다시 시도합니다. 다른 것을 고쳤다면 `cmctl renew`로 다시 시도하게 하세요.',
  },
  source: 'measured; RFC 8555 §6.7',
  find(view, certificate) {
    if (!isOwnIssuer(certificate) || issuingSince(certificate) !== undefined) return undefined;
    return failuresOf(view, certificate).flatMap((failure) => {
      const because = isOutdated(failure, issuerOf(view, certificate)) ? undefined : causeOf(failure);
      const { object, field, text } = failure;
      return because ? [{ object, field, seen: inBoth`${because}: ${quote(text, 400)}` }] : [];
    });
  },
});

/** The error of the Order or, where it has none, of its Challenges. */
function failuresOf(view: View, certificate: Certificate): readonly Failure[] {
  const failure = failureOf(view, certificate);
  if (failure?.text !== '') return failure ? [failure] : [];
  const request = requestOf(view, certificate);
  const order = request && orderOf(view, request);
  if (!order) return [];
  return challengesOf(view, order).flatMap((challenge) => {
    const { state, reason = '' } = challenge.status ?? {};
    const object = referenceTo('Challenge', challenge);
    const isError = (state === 'invalid' || state === 'errored') && acmeErrorOf(reason) !== undefined;
    return isError ? [{ object, field: 'status.reason', text: reason, at: failure.at }] : [];
  });
}

function causeOf({ object, text }: Failure): Text | undefined {
  const error = acmeErrorOf(text);
  // An Order never repeats what its Challenges say (measured).
  if (error?.type === 'unauthorized' && object.kind !== 'Challenge') return NOT_ALLOWED;
  if (error) return OF_OTHERS.has(error.type) ? undefined : explainAcmeError(error.type);
  // An invalid Order does not say why; its Challenges do.
  if (!/Failed to (create|finalize|retrieve)|\bacme: /.test(text) || text.includes('does not advertise a profile'))
    return undefined;
  return { en: 'the CA or the way to it failed', ko: 'CA가 실패했거나, CA까지의 연결이 실패했습니다' };
}
