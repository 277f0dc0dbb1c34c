import { issuerOf } from '../../model/issuance/certificates.ts';
import { durationText, milliseconds } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How far the next issuance may be away: the longest lifetime today. */
const AHEAD = 90 * DAY;

/** What Let's Encrypt issues by profile, and from when on (https://letsencrypt.org/docs/profiles/). */
const LIFETIMES: Readonly<Record<string, readonly { readonly from: string; readonly lifetime: number }[]>> = {
  classic: [
    { from: '2028-02-16', lifetime: 45 * DAY },
    { from: '2027-02-10', lifetime: 64 * DAY },
    { from: '2015-12-03', lifetime: 90 * DAY },
  ],
  tlsserver: [{ from: '2026-05-13', lifetime: 45 * DAY }],
  shortlived: [{ from: '2025-02-20', lifetime: 160 * HOUR }],
};

export const c12 = checkOfCertificate({
  code: 'C12',
  title: { en: 'renewed earlier than its lifetime allows for', ko: '인증서 수명에 비해 너무 일찍 갱신합니다' },
  means: {
    en: 'The certificates of this CA get shorter, and `renewBefore` stays: more orders than needed, against its rate limits. One that is longer than the certificate counts for nothing.',
    ko: '이 CA의 인증서 수명은 짧아지는데 `renewBefore`는 그대로라, 필요 없는 Order가 늘어 요청 한도에 걸리기 쉬워집니다. 인증서 수명보다 길면 아예 무시됩니다.',
  },
  remedy: {
    en: 'Leave `renewBefore` out, which means a third of the lifetime, or write `renewBeforePercentage`.',
    ko: '`renewBefore`를 지우거나(수명의 3분의 1이 남았을 때 갱신합니다) `renewBeforePercentage`를 쓰세요.',
  },
  level: 'warning',
  source: 'measured; https://letsencrypt.org/docs/profiles/',
  find(view, certificate) {
    const acme = issuerOf(view, certificate)?.spec.acme;
    const { profile = 'classic' } = acme ?? {};
    const early = milliseconds(certificate.spec.renewBefore, 0);
    if (!acme?.server.includes('.api.letsencrypt.org/')) return undefined;
    const at = new Date(view.now + AHEAD).toISOString();
    const lifetime = LIFETIMES[profile]?.find(({ from }) => from <= at)?.lifetime ?? Infinity;
    if (early <= lifetime / 2) return undefined;
    const [all, before] = [durationText(lifetime), durationText(early)];
    return {
      ...(early >= lifetime ? { level: 'info' } : {}),
      field: 'spec.renewBefore',
      seen: {
        en: `renewBefore is ${before.en}, and certificates of the profile ${profile} will be valid for ${all.en}`,
        ko: `renewBefore는 ${before.ko}인데 ${profile} 프로필의 인증서 수명은 ${all.ko}입니다`,
      },
    };
  },
});
