import { checkOfVirtualService } from '../shapes.ts';
import { host } from '../../model/reference.ts';

/** Codes after which a client repeats a POST as a GET (RFC 9110 §15.4.2, §15.4.3). */
const FORGETTING = [301, 302, 303];

export const r11 = checkOfVirtualService({
  code: 'R11',
  title: { en: 'the redirect makes a POST a GET', ko: '리다이렉트를 거치면 POST가 GET이 됩니다' },
  means: {
    en: 'Who posts to http:// comes back with a GET and without a body; whoever answers POST alone then says 404 or 405.',
    ko: 'http://로 POST를 보낸 클라이언트는 본문 없는 GET으로 다시 요청합니다. POST만 받는 서버는 404나 405로 응답합니다.',
  },
  remedy: {
    en: 'Redirect with 308, and give callers the https:// address.',
    ko: '308로 리다이렉트하고, 호출하는 쪽에는 https:// 주소를 등록하세요.',
  },
  level: 'info',
  source: 'measured; https://www.rfc-editor.org/rfc/rfc9110#section-15.4',
  find: (_, { virtualService, hosts }) =>
    (virtualService.spec.http ?? []).flatMap(({ redirect: { scheme, redirectCode } = {} }, index) => {
      const code = redirectCode ?? 301;
      return scheme === 'https' && FORGETTING.includes(code)
        ? {
            field: `spec.http[${index}].redirect${redirectCode === undefined ? '' : '.redirectCode'}`,
            seen: { en: `to https with ${code}`, ko: `https로 ${code} 리다이렉트합니다` },
            touches: hosts.map(host),
          }
        : [];
    }),
});
