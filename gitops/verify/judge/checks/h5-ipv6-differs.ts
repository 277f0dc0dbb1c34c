import { addressesIn, answersTo, isKey, pendingHttp01 } from '../../model/issuance/challenges.ts';
import { behavesAs, cdnAt, gatewayIps, plainAnswer, resolutionOf } from '../../model/trace/dns.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { touchedByName } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import { host } from '../../model/reference.ts';
import { isOfHttp01, saidByCa } from './said-by-ca.ts';
import type { View } from '../../see/view.ts';

/** The error codes for every IPv6 address on a machine without IPv6. */
const NO_IPV6_HERE = ['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EHOSTUNREACH', 'ENETDOWN', 'EINVAL'];

export const h5 = check({
  code: 'H5',
  title: { en: 'the IPv6 address leads elsewhere', ko: 'IPv6 주소가 다른 곳을 가리킵니다' },
  means: {
    en: "Let's Encrypt and most visitors try IPv6 first. Let's Encrypt tries IPv4 only if the first request times out; any other answer counts.",
    ko: "Let's Encrypt와 대부분의 사용자는 IPv6로 먼저 접속합니다. Let's Encrypt는 첫 요청이 시간 초과일 때만 IPv4로 다시 시도하고, 다른 응답이 오면 그것으로 판정합니다.",
  },
  remedy: {
    en: 'Remove the AAAA record, or let it lead to the same gateway.',
    ko: 'AAAA 레코드를 지우거나, 같은 게이트웨이를 가리키게 하세요.',
  },
  source: 'https://letsencrypt.org/docs/ipv6/',
  *judge(view) {
    for (const name of hostsOf(view)) {
      const { a = [], aaaa = [] } = resolutionOf(view, name) ?? {};
      const references = [...new Set([...a, ...gatewayIps(view, name)])].filter((each) => !aaaa.includes(each));
      for (const address of aaaa) {
        const isOurs = gatewayIps(view, name).includes(address) || cdnAt(view, name, address) !== undefined;
        const code = failureAt(view, name, address);
        if (isOurs || (code !== undefined && NO_IPV6_HERE.includes(code)) || isServedAt(view, name, address)) continue;
        const behaviours = references.map((each) => behavesAs(view, name, address, each));
        if (!behaviours.includes(false) || behaviours.includes(true)) continue;
        yield {
          object: host(name),
          field: address,
          ...(code === 'ETIMEDOUT' ? { level: 'warning' as const } : {}),
          seen: {
            en: `AAAA ${address} ${code === undefined ? 'answers differently from' : `does not answer (${code}), unlike`} ${references.join(', ')}`,
            ko: `AAAA ${address}: ${code === undefined ? `다음 주소와 응답이 다릅니다: ${references.join(', ')}` : `응답이 없습니다(${code}). 응답하는 주소: ${references.join(', ')}`}`,
          },
          next: [`dig +short ${name} AAAA`, `curl -6 -v http://${name}/`],
          touches: touchedByName(view, name),
        };
      }
    }
    yield* saidByCa(view, (failure) =>
      isOfHttp01(failure, 'connection', 'unauthorized') && addressesIn(failure.text).some((each) => each.includes(':'))
        ? { en: 'the CA failed at an IPv6 address', ko: 'CA가 IPv6 주소로 검증하다 실패했습니다' }
        : undefined,
    );
  },
});

/** Why neither port answers at an address; undefined where one does. */
function failureAt(view: View, name: string, address: string): string | undefined {
  const handshake = view.ask({ ask: 'handshake', host: name, address, port: 443 });
  const answer = plainAnswer(view, name, address);
  if (!handshake || 'chain' in handshake || !answer || 'status' in answer) return undefined;
  return answer.code;
}

function isServedAt(view: View, name: string, address: string): boolean {
  return pendingHttp01(view)
    .filter(({ challenge }) => challenge.spec.dnsName === name)
    .flatMap(({ challenge }) => answersTo(view, challenge))
    .some((probe) => probe.address === address && isKey(probe.answer));
}
