import { certificatesOf, touchedBy } from '../../model/issuance/certificates.ts';
import { renewalGrace, validityOf, type Validity } from '../../model/issuance/issuance.ts';
import { durationText } from '../../model/time.ts';
import { check } from '../check.ts';
import type { Level } from '../../model/finding.ts';
import { referenceTo } from '../../model/reference.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';

const DAY = 86_400_000;

/** For certificates that last a few days, a share of the lifetime counts instead of days. */
const SHORT_LIFETIME = 10 * DAY;

export const o9 = check({
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
  *judge(view) {
    for (const certificate of certificatesOf(view)) {
      const validity = validityOf(view, certificate);
      const level = validity && levelOf(validity);
      if (!level) continue;
      const { notAfter = '' } = certificate.status ?? {};
      yield {
        object: referenceTo('Certificate', certificate),
        level,
        field: 'status.notAfter',
        seen: {
          en: `ends at ${notAfter}, in ${durationText(validity.left).en}; its renewal was due ${durationText(validity.overdue ?? 0).en} ago`,
          ko: `${notAfter}(${durationText(validity.left).ko} 뒤)에 만료됩니다. 갱신은 ${durationText(validity.overdue ?? 0).ko} 전에 끝났어야 합니다`,
        },
        touches: touchedBy(view, certificate),
      };
    }
  },
});

function levelOf(validity: Validity): Level | undefined {
  const { lifetime, left, overdue } = validity;
  if (left <= 0 || overdue === undefined || overdue <= renewalGrace(validity)) return undefined;
  const [late, latest] = lifetime < SHORT_LIFETIME ? [lifetime / 6, lifetime / 12] : [7 * DAY, 2 * DAY];
  if (left < latest) return 'error';
  return left < late ? 'warning' : undefined;
}
