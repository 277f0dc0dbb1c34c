import { refusalsByObject } from '../../model/sync/refusals.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';

export const c11 = check({
  code: 'C11',
  title: { en: 'commonName is longer than 64 bytes', ko: 'commonName이 64바이트보다 깁니다' },
  means: {
    en: "cert-manager's webhook refuses the Certificate: it is not created, or stays as it was.",
    ko: 'cert-manager의 웹훅이 Certificate를 거부합니다. 그래서 만들어지지 않거나 이전 내용으로 남아 있습니다.',
  },
  remedy: {
    en: 'Remove `commonName`: clients look at `dnsNames` only. List the name there.',
    ko: '`commonName`을 지우세요. 클라이언트는 `dnsNames`만 확인하니 이름은 그쪽에 적으세요.',
  },
  source: 'measured; https://cert-manager.io/docs/usage/certificate/',
  *judge(view) {
    for (const refusals of refusalsByObject(view, 'commonName')) {
      const [refusal] = refusals;
      if (!refusal) continue;
      const { object, message, attempts, level, touches } = refusal;
      yield {
        object,
        level,
        field: 'spec.commonName',
        seen: {
          en: `refused: ${quote(message, 300)}${attempts.en}`,
          ko: `거부되었습니다: ${quote(message, 300)}${attempts.ko}`,
        },
        touches: [object, ...touches],
      };
    }
  },
});
