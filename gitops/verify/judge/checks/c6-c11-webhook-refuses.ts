import { checkOfRefusal } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import { quote } from '../../see/quote.ts';

const refused = (message: string) => inBoth`${{ en: 'refused', ko: '거부되었습니다' }}: ${quote(message, 300)}`;

export const c6 = checkOfRefusal({
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
  reason: 'class',
  find({ message }) {
    const [, field = 'spec.acme.solvers'] = /request: ([\w.[\]]+): /.exec(message) ?? [];
    return { field, seen: refused(message) };
  },
});

export const c11 = checkOfRefusal({
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
  reason: 'commonName',
  find: ({ message }) => ({ field: 'spec.commonName', seen: refused(message) }),
});
