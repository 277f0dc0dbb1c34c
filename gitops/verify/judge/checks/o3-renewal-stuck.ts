import { LONG_ISSUANCE, issuingSince, renewalGrace, validityOf } from '../../model/issuance/issuance.ts';
import { durationText } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import { joined } from '../in-both.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

export const o3 = checkOfCertificate({
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
  find(view, certificate) {
    const validity = validityOf(view, certificate);
    const isReady = conditionOf(certificate, 'Ready')?.status === 'True';
    if (!isReady || !validity || validity.left <= 0) return undefined;
    const grace = renewalGrace(validity);
    const since = issuingSince(certificate);
    const lasts = since ? view.now - since : 0;
    const isLong = lasts > Math.min(LONG_ISSUANCE, grace);
    const { overdue = 0 } = validity;
    if (!isLong && overdue <= grace) return undefined;
    const [during, due, left] = [durationText(lasts), durationText(overdue), durationText(validity.left)];
    const stuck = isLong
      ? { en: `a renewal has been under way for ${during.en}`, ko: `갱신이 ${during.ko}째 진행 중입니다` }
      : since === undefined
        ? {
            en: `the renewal was due ${due.en} ago, and none is under way`,
            ko: `${due.ko} 전에 갱신되었어야 하지만 진행 중인 갱신이 없습니다`,
          }
        : {
            en: `the renewal was due ${due.en} ago and has not finished`,
            ko: `${due.ko} 전에 갱신되었어야 하지만 아직 끝나지 않았습니다`,
          };
    const valid = {
      en: `the certificate is valid for another ${left.en}`,
      ko: `인증서 만료까지 ${left.ko} 남았습니다`,
    };
    return {
      field: 'status.renewalTime',
      seen: joined('; ', [stuck, valid]),
      next: [`kubectl -n ${certificate.metadata.namespace ?? ''} get certificaterequests,orders,challenges`],
    };
  },
});
