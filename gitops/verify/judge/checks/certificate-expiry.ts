import { LONG_ISSUANCE, issuingSince, renewalGrace, validityOf } from '../../model/issuance/issuance.ts';
import { durationText } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import {} from '../in-both.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

const DAY = 86_400_000;

/** For certificates that last a few days, a share of the lifetime counts instead of days. */
const SHORT_LIFETIME = 10 * DAY;

export const o2 = checkOfCertificate({
  code: 'O2',
  title: { en: 'the certificate has expired', ko: '인증서가 만료되었습니다' },
  means: {
    en: 'No client accepts it any more. cert-manager goes on saying Ready until something writes to the Certificate.',
    ko: '이제 이 인증서를 받아들이는 클라이언트는 없습니다. cert-manager는 Certificate가 수정되기 전까지 계속 Ready로 표시합니다.',
  },
  remedy: {
    en: 'Remove what keeps the renewal from finishing, then start one: `cmctl renew`.',
    ko: '갱신을 막는 원인을 없앤 다음 `cmctl renew`로 갱신하세요.',
  },
  mayPass: true,
  consequenceOf: [...ISSUANCE_CAUSES, 'O3'],
  source: { en: 'measured: Ready=True for 22 minutes after the end', ko: '실측: 만료된 뒤 22분 동안 Ready=True' },
  find(view, certificate) {
    const validity = validityOf(view, certificate);
    if (!validity || validity.left > 0) return undefined;
    const ready = conditionOf(certificate, 'Ready');
    const words = ready ? quote(`Ready=${ready.status}: ${ready.message ?? ''}`, 200) : '';
    const { namespace = '', name } = certificate.metadata;
    const [end, since] = [certificate.status?.notAfter ?? '', durationText(validity.left)];
    return {
      field: 'status.notAfter',
      seen: {
        en: `ended at ${end}, ${since.en} ago${words && `; cert-manager says ${words}`}`,
        ko: `${end}에 만료되었습니다(${since.ko} 전)${words && `. cert-manager: ${words}`}`,
      },
      next: [`cmctl renew -n ${namespace} ${name}`],
    };
  },
});

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
      seen: { en: `${stuck.en}; ${valid.en}`, ko: `${stuck.ko}. ${valid.ko}` },
      next: [`kubectl -n ${certificate.metadata.namespace ?? ''} get certificaterequests,orders,challenges`],
    };
  },
});

export const o9 = checkOfCertificate({
  code: 'O9',
  title: {
    en: 'the certificate expires soon, and is not renewed',
    ko: '인증서가 곧 만료되는데 아직 갱신되지 않았습니다',
  },
  means: {
    en: 'Its renewal was due long ago, and what prevents it will not go away by itself before HTTPS fails.',
    ko: '갱신할 때가 한참 지났습니다. 이대로 만료되면 HTTPS로 접속할 수 없습니다.',
  },
  remedy: {
    en: 'Remove what keeps the renewal from finishing now, then start one: `cmctl renew`.',
    ko: '지금 갱신을 막는 원인을 없앤 다음 `cmctl renew`로 갱신하세요.',
  },
  level: 'warning',
  consequenceOf: [...ISSUANCE_CAUSES, 'O3'],
  source: 'https://letsencrypt.org/docs/integration-guide/#when-to-renew',
  find(view, certificate) {
    const validity = validityOf(view, certificate);
    if (!validity || validity.left <= 0) return undefined;
    const { lifetime, left, overdue = 0 } = validity;
    const [late, latest] = lifetime < SHORT_LIFETIME ? [lifetime / 6, lifetime / 12] : [7 * DAY, 2 * DAY];
    if (overdue <= renewalGrace(validity) || left >= late) return undefined;
    const { notAfter = '' } = certificate.status ?? {};
    const [end, due] = [durationText(left), durationText(overdue)];
    return {
      level: left < latest ? 'error' : 'warning',
      field: 'status.notAfter',
      seen: {
        en: `ends at ${notAfter}, in ${end.en}; its renewal was due ${due.en} ago`,
        ko: `${notAfter}(${end.ko} 뒤)에 만료됩니다. 갱신은 ${due.ko} 전에 끝났어야 합니다`,
      },
    };
  },
});
