import { refusalsByObject } from '../../model/sync/refusals.ts';
import { check } from '../check.ts';
import { quote } from '../../see/quote.ts';

export const c6 = check({
  code: 'C6',
  title: {
    en: 'the solver names its class in more than one way',
    ko: 'solver가 클래스를 두 가지 이상의 방식으로 지정합니다',
  },
  means: {
    en: "cert-manager's webhook refuses the issuer. It is not created, so Certificates that name it wait for ever.",
    ko: 'cert-manager의 웹훅이 발급자를 거부합니다. 발급자가 만들어지지 않으므로 이를 지정한 Certificate는 끝없이 기다립니다.',
  },
  remedy: {
    en: 'Keep one of `ingressClassName`, `class` and `name`; `ingressClassName` unless the ingress controller only knows the annotation.',
    ko: '`ingressClassName`, `class`, `name` 중 하나만 남기세요. 인그레스 컨트롤러가 어노테이션만 인식하는 경우가 아니라면 `ingressClassName`을 남기세요.',
  },
  source: 'measured; https://cert-manager.io/docs/configuration/acme/http01/',
  *judge(view) {
    for (const refusals of refusalsByObject(view, 'class')) {
      const [refusal] = refusals;
      if (!refusal) continue;
      const { object, message, attempts, level, touches } = refusal;
      const [, field = 'spec.acme.solvers'] = /request: ([\w.[\]]+): /.exec(message) ?? [];
      yield {
        object,
        level,
        field,
        seen: {
          en: `refused: ${quote(message, 300)}${attempts.en}`,
          ko: `거부되었습니다: ${quote(message, 300)}${attempts.ko}`,
        },
        touches: [object, ...touches],
      };
    }
  },
});
