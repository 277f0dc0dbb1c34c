import { acmeErrorOf } from '../../model/issuance/acme-errors.ts';
import { certificatesOf, isOwnIssuer, touchedByCertificate } from '../../model/issuance/certificates.ts';
import { failureOf, issuingSince, nextAttempt } from '../../model/issuance/issuance.ts';
import { timeText } from '../../model/time.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';

export const h13 = check({
  code: 'H13',
  title: { en: 'a rate limit of the CA is reached', ko: 'CA의 요청 한도(rate limit)에 걸렸습니다' },
  means: {
    en: 'The CA issues nothing more for these names or this account until the time it gives. cert-manager ignores that time: its attempts follow C15 and fail until then.',
    ko: 'CA가 알려 준 시각까지는 이 이름이나 계정으로 인증서를 더 발급받을 수 없습니다. cert-manager는 그 시각을 따르지 않고 C15의 간격으로 시도하므로 그때까지 계속 실패합니다.',
  },
  remedy: {
    en: 'Wait until then; do not delete Secrets or Certificates to "start afresh", as each order counts. Test with the staging server. Another set of names has a count of its own.',
    ko: '그때까지 기다리세요. Order마다 횟수가 늘어나니 Secret이나 Certificate를 지우고 처음부터 다시 하지 마세요. 테스트는 스테이징 서버에서 하세요. 이름의 조합이 다르면 횟수를 따로 셉니다.',
  },
  source: 'measured; https://letsencrypt.org/docs/rate-limits/',
  *judge(view) {
    for (const certificate of certificatesOf(view).filter(isOwnIssuer)) {
      const failure = failureOf(view, certificate);
      const error = acmeErrorOf(failure?.text);
      if (!failure || error?.type !== 'rateLimited' || issuingSince(certificate) !== undefined) continue;
      const until = retryAfter(error.detail);
      // The limit is over, which leaves the wait for the next attempt (C15).
      if (until !== undefined && until <= view.now) continue;
      const next = nextAttempt(certificate);
      const isVain = until !== undefined && next !== undefined && next < until;
      const words = quote(error.detail, 400);
      const [en, ko] = isVain
        ? [
            `; cert-manager tries again at ${timeText(next)}, which is too early`,
            `; cert-manager는 그 전인 ${timeText(next)}에 다시 시도하지만 또 실패합니다`,
          ]
        : ['', ''];
      yield {
        object: failure.object,
        field: failure.field,
        seen: {
          en: `${until === undefined ? 'limited' : `limited until ${timeText(until)}`}: ${words}${en}`,
          ko: `${until === undefined ? '한도에 걸렸습니다' : `${timeText(until)}까지 제한됩니다`}: ${words}${ko}`,
        },
        touches: touchedByCertificate(view, certificate),
      };
    }
  },
});

/** The time that the CA names, in either of its formats. */
function retryAfter(detail: string): number | undefined {
  const [, date, time] = /retry after (\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/.exec(detail) ?? [];
  return date && time ? Date.parse(`${date}T${time}Z`) : undefined;
}
