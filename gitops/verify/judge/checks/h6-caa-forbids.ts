import { certificatesOf, issuerOf } from '../../model/issuance/certificates.ts';
import { solverFor, touchedDown } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import type { Resolution } from '../../see/question.ts';
import { quote } from '../../see/quote.ts';
import { host } from '../../model/reference.ts';
import { saidByCa } from './said-by-ca.ts';
import type { View } from '../../see/view.ts';

export const h6 = check({
  code: 'H6',
  title: { en: 'a CAA record forbids the CA', ko: 'CAA 레코드가 이 CA를 허용하지 않습니다' },
  means: {
    en: 'CAA records in DNS say which CAs may issue for the name, and this one may not: every order fails.',
    ko: '어느 CA가 이 이름의 인증서를 발급할 수 있는지는 DNS의 CAA 레코드가 정합니다. 이 CA는 거기에 없으므로 모든 Order가 실패합니다.',
  },
  remedy: {
    en: 'Add a CAA record for the CA, as `0 issue "letsencrypt.org"`, at the name or at the name above it that has the records.',
    ko: '이 이름이나, CAA 레코드가 있는 상위 이름에 이 CA의 레코드를 추가하세요. 예: `0 issue "letsencrypt.org"`',
  },
  mayPass: true,
  source: 'https://letsencrypt.org/docs/caa/; RFC 8659, RFC 8657',
  *judge(view) {
    for (const certificate of certificatesOf(view))
      for (const name of certificate.spec.dnsNames ?? []) {
        const plainName = name.replace(/^\*\./, '');
        const { caa = [] } = view.ask({ ask: 'resolve', host: plainName }) ?? {};
        const forbids = forbidding(view, certificate, name, caa);
        if (!forbids) continue;
        yield {
          object: host(plainName),
          seen: {
            en: `CAA says ${forbids.map(({ tag, value }) => quote(`${tag} "${value}"`)).join(', ')}`,
            ko: `CAA 레코드: ${forbids.map(({ tag, value }) => quote(`${tag} "${value}"`)).join(', ')}`,
          },
          next: [`dig +short ${plainName} CAA`],
          touches: touchedDown(view, certificate),
        };
      }
    yield* saidByCa(view, ({ error }) => (error.type === 'caa' ? { en: 'the CA says', ko: 'CA의 응답' } : undefined));
  },
});

/** The records that forbid it; empty where it may be issued, or where that is not known. */
function forbidding(
  view: View,
  certificate: Certificate,
  name: string,
  caa: Resolution['caa'],
): Resolution['caa'] | undefined {
  const issuer = issuerOf(view, certificate);
  const server = issuer?.spec.acme?.server;
  if (!issuer || server === undefined) return undefined;
  const wild = name.startsWith('*.') ? caa.filter(({ tag }) => tag === 'issuewild') : [];
  const relevant = wild.length > 0 ? wild : caa.filter(({ tag }) => tag === 'issue');
  if (relevant.length === 0) return undefined;
  const identity = identityOf(server);
  const method = solverFor(issuer, certificate, name)?.solver.http01 ? 'http-01' : 'dns-01';
  const isAllowed = relevant.some(({ value }) => allows(value, identity, method));
  return isAllowed ? undefined : relevant;
}

/** Whether a record allows a CA and the way of validation; an unknown CA counts as allowed by any record. */
function allows(value: string, identity: string | undefined, method: string): boolean {
  const [domain = '', ...parameters] = value.split(';').map((part) => part.trim());
  if (domain === '' || (identity !== undefined && domain.toLowerCase() !== identity)) return false;
  const methods = parameters
    .map((parameter) => /^validationmethods\s*=\s*(.*)$/i.exec(parameter)?.[1])
    .find((found) => found !== undefined);
  if (methods === undefined) return true;
  return methods.split(',').some((each) => each.trim().toLowerCase() === method);
}

/** The name of an ACME server's CA in CAA records. */
function identityOf(server: string): string | undefined {
  const name = URL.canParse(server) ? new URL(server).hostname : '';
  return name.endsWith('.api.letsencrypt.org') ? 'letsencrypt.org' : undefined;
}
