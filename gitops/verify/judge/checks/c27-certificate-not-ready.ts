import { issuerOf, requestOf } from '../../model/issuance/certificates.ts';
import { firstLookOf, isIssued, issuanceOf, issuingSince } from '../../model/issuance/issuance.ts';
import { eventsAbout } from '../../model/issuance/challenges.ts';
import { lastOf, movingSince, onItsWay } from '../../model/moving.ts';
import { durationText } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import { joined } from '../in-both.ts';
import { conditionOf, type Condition } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import type { Text } from '#program/language.ts';
import { CERTIFICATE_REASONS } from './certificate-reasons.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

/** Milliseconds in which a sound Certificate may pass through states that look like faults (measured: 0.2 s). */
const PASSING = 15_000;
const NEXT_STEP = { en: "cert-manager's next step", ko: 'cert-manager의 다음 단계' };

export const c27 = checkOfCertificate({
  code: 'C27',
  title: { en: 'the Certificate is not Ready', ko: 'Certificate가 Ready가 아닙니다' },
  means: {
    en: 'The Secret holds no certificate that fits the Certificate. A first issuance takes half a minute; an older certificate stays in use meanwhile.',
    ko: 'Secret에 이 Certificate와 맞는 인증서가 없습니다. 첫 발급에는 30초쯤 걸리며, 그동안 이전 인증서가 있으면 계속 쓰입니다.',
  },
  remedy: {
    en: 'Look down the chain for what keeps it: CertificateRequest, Order, Challenge, and the events of each.',
    ko: 'CertificateRequest, Order, Challenge와 각각의 이벤트를 차례로 보면서 막는 원인을 찾으세요.',
  },
  mayPass: true,
  consequenceOf: ISSUANCE_CAUSES,
  source: 'measured; cert-manager, internal/controller/certificates/policies/constants.go',
  find(view, certificate) {
    const ready = conditionOf(certificate, 'Ready');
    if (ready?.status === 'True') return undefined;
    const { namespace = '', name } = certificate.metadata;
    const issuing = conditionOf(certificate, 'Issuing');
    const since = issuingSince(certificate);
    const lasts = since ? durationText(view.now - since) : undefined;
    const underWay = {
      en: `an issuance is under way${lasts ? `, for ${lasts.en}` : ''}`,
      ko: `발급이 진행 중입니다${lasts ? `(${lasts.ko})` : ''}`,
    };
    const request = ready && requestOf(view, certificate);
    const issued = request && isIssued(request) ? conditionOf(request, 'Ready') : undefined;
    const waiting = request && conditionOf(request, 'Ready');
    // Of an ACME issuer its Order and Challenges say more.
    const isTold = waiting?.status === 'False' && issuerOf(view, certificate)?.spec.acme === undefined;
    const waits = isTold ? quote(`${waiting.reason ?? ''}: ${waiting.message ?? ''}`, 240) : undefined;
    const mayPass = certificate.status?.lastFailureTime === undefined || since !== undefined;
    const passing = (mayPass ? [ready, issued] : []).map((each) =>
      movingSince(each?.lastTransitionTime, PASSING, NEXT_STEP),
    );
    // Where no condition comes, the controller does not act (C31).
    const moving = lastOf([firstLookOf(certificate), issuanceOf(certificate), ...passing]);
    const isEarly = moving !== undefined && moving.until > view.now;
    const event = isEarly ? undefined : eventsAbout(view, certificate).find(({ type }) => type === 'Warning');
    const told = event ? quote(`${event.reason ?? ''}: ${event.message ?? ''}`, 240) : undefined;
    return {
      ...onItsWay(moving),
      field: 'status.conditions',
      seen: joined('; ', [
        ready ? explain(ready) : { en: 'no Ready condition yet', ko: '아직 Ready 컨디션이 없습니다' },
        ...(issuing?.status === 'False' && issuing.reason !== 'Issued' ? [explain(issuing)] : []),
        ...(since === undefined ? [] : [underWay]),
        ...(told ? [{ en: `an event says ${told}`, ko: `이벤트: ${told}` }] : []),
        ...(waits ? [{ en: `CertificateRequest says ${waits}`, ko: `CertificateRequest: ${waits}` }] : []),
      ]),
      next: [
        `kubectl -n ${namespace} describe certificate ${name}`,
        `kubectl -n ${namespace} get certificaterequests,orders,challenges`,
      ],
    };
  },
});

function explain({ reason = '', message = '' }: Condition): Text {
  const known = CERTIFICATE_REASONS[reason];
  const words = quote(`${reason}: ${message}`, 240);
  return known ? { en: `${known.en} (${words})`, ko: `${known.ko}(${words})` } : { en: words, ko: `사유: ${words}` };
}
