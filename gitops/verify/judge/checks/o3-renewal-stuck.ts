import { certificatesOf, touchedBy } from '../../model/issuance/certificates.ts';
import { LONG_ISSUANCE, issuingSince, renewalGrace, validityOf } from '../../model/issuance/issuance.ts';
import { durationText } from '../../model/time.ts';
import { check } from '../check.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

export const o3 = check({
  code: 'O3',
  title: { en: 'the renewal does not finish', ko: '갱신이 끝나지 않습니다' },
  means: {
    en: 'The certificate in use is still valid, so everything looks healthy; when it expires, HTTPS fails for everybody.',
    ko: '지금 쓰는 인증서가 아직 유효해 모두 정상으로 보이지만, 만료되면 아무도 HTTPS로 접속할 수 없습니다.',
  },
  remedy: {
    en: 'Look down the chain (CertificateRequest, Order, Challenge) for what changed since the last issuance.',
    ko: 'CertificateRequest, Order, Challenge를 차례로 보면서 지난 발급 뒤에 바뀐 것을 찾으세요.',
  },
  level: 'warning',
  mayPass: true,
  consequenceOf: ISSUANCE_CAUSES,
  source: 'measured',
  *judge(view) {
    for (const certificate of certificatesOf(view)) {
      const validity = validityOf(view, certificate);
      const isReady = conditionOf(certificate, 'Ready')?.status === 'True';
      if (!isReady || !validity || validity.left <= 0) continue;
      const seen = stuck(view, certificate, renewalGrace(validity), validity.overdue);
      if (!seen) continue;
      const left = durationText(validity.left);
      const { namespace = '' } = certificate.metadata;
      yield {
        object: referenceTo('Certificate', certificate),
        field: 'status.renewalTime',
        seen: {
          en: `${seen.en}; the certificate is valid for another ${left.en}`,
          ko: `${seen.ko}; 인증서 만료까지 ${left.ko} 남았습니다`,
        },
        next: [`kubectl -n ${namespace} get certificaterequests,orders,challenges`],
        touches: touchedBy(view, certificate),
      };
    }
  },
});

function stuck(view: View, certificate: Certificate, grace: number, overdue: number | undefined): Text | undefined {
  const since = issuingSince(certificate);
  const lasts = since === undefined || Number.isNaN(since) ? 0 : view.now - since;
  if (lasts > Math.min(LONG_ISSUANCE, grace))
    return {
      en: `a renewal has been under way for ${durationText(lasts).en}`,
      ko: `갱신이 ${durationText(lasts).ko}째 진행 중입니다`,
    };
  if (overdue === undefined || overdue <= grace) return undefined;
  const due = durationText(overdue);
  const isUnderWay = since !== undefined;
  return isUnderWay
    ? {
        en: `the renewal was due ${due.en} ago and has not finished`,
        ko: `${due.ko} 전에 갱신되었어야 하지만 아직 끝나지 않았습니다`,
      }
    : {
        en: `the renewal was due ${due.en} ago, and none is under way`,
        ko: `${due.ko} 전에 갱신되었어야 하지만 진행 중인 갱신이 없습니다`,
      };
}
