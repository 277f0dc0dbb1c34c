import { renewalGrace, validityOf } from '../../model/issuance/issuance.ts';
import { durationText } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

const DAY = 86_400_000;

/** For certificates that last a few days, a share of the lifetime counts instead of days. */
const SHORT_LIFETIME = 10 * DAY;

export const o9 = checkOfCertificate({
  code: 'O9',
  title: {
    en: 'the certificate expires soon, and is not renewed',
    ko: '인증서가 곧 만료되는데 아직 갱신되지 않았습니다',
  },
  means: {
    en: 'Its renewal was due long ago, and what prevents it will not go away by itself before HTTPS fails.',
    ko: '갱신할 때가 한참 지났습니다. 원인을 없애지 않으면 갱신되지 않은 채 만료되어 HTTPS 접속이 실패합니다.',
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
