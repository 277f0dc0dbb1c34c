import { answersTo, isKey, isStarting, normalizeMessage } from '../../model/issuance/challenges.ts';
import { resolutionOf } from '../../model/trace/dns.ts';
import type { Challenge } from '../../see/objects/cert-manager.ts';
import { quote } from '../../see/quote.ts';
import type { View } from '../../see/view.ts';
import { checkOfChallenge, type Found } from '../shapes.ts';

const NO_ANSWER =
  /i\/o timeout|deadline exceeded|no route to host|connection refused|connection reset|unreachable|\bEOF\b/i;
const ANOTHER = /did not get expected response|wrong status code|no such host|server misbehaving/i;
/** It is the DNS server that does not answer, not the gateway. */
const NO_NAME = /\blookup \S+.*(i\/o timeout|server misbehaving|no such host)/i;
const LOGS = 'kubectl logs -n cert-manager deploy/cert-manager';
const DNS = 'kubectl get configmap coredns -n kube-system -o yaml';

export const c22 = checkOfChallenge({
  code: 'C22',
  title: {
    en: "the cluster cannot reach the gateway's public address",
    ko: '클러스터 안에서 게이트웨이의 공인 주소에 접속할 수 없습니다',
  },
  means: {
    en: 'Before cert-manager calls the CA it asks for the challenge itself. From outside the answer is right, but inside the cluster none arrives.',
    ko: 'cert-manager는 CA에 검증을 요청하기 전에 챌린지를 직접 확인합니다. 외부에서는 올바른 응답이 오지만 클러스터 안에서는 응답이 오지 않습니다.',
  },
  remedy: {
    en: 'Let the cluster reach its own address (hairpin NAT, PROXY protocol, firewall), resolve the name to an internal address, or set `waitInsteadOfSelfCheck` in the solver (cert-manager 1.21).',
    ko: '클러스터가 자신의 공인 주소에 접속할 수 있게 하거나(헤어핀 NAT, PROXY 프로토콜, 방화벽), 이름이 내부 주소로 조회되게 하거나, solver에 `waitInsteadOfSelfCheck`를 설정하세요(cert-manager 1.21).',
  },
  mayPass: true,
  source: 'measured; cert-manager/cert-manager#863, cert-manager/cert-manager#1292',
  find: (view, { challenge }) => misled(view, challenge, 'no answer', `${LOGS} | grep ${challenge.spec.dnsName}`),
});

export const c23 = checkOfChallenge({
  code: 'C23',
  title: {
    en: 'inside the cluster the name leads to another site',
    ko: '클러스터 안에서는 이 이름이 다른 사이트를 가리킵니다',
  },
  means: {
    en: 'Before cert-manager calls the CA it asks for the challenge itself. Its DNS gives another address than public DNS does (split horizon), so it never calls the CA.',
    ko: 'cert-manager는 CA에 검증을 요청하기 전에 챌린지를 직접 확인합니다. 그런데 클러스터의 DNS가 외부 DNS와 다른 주소를 돌려주어(split horizon) CA에 요청하는 단계까지 가지 못합니다.',
  },
  remedy: {
    en: 'Let cert-manager ask public DNS servers (`--acme-http01-solver-nameservers`), correct the internal record, or set `waitInsteadOfSelfCheck` in the solver (cert-manager 1.21).',
    ko: 'cert-manager가 공용 DNS 서버에 조회하게 하거나(`--acme-http01-solver-nameservers`), 내부 레코드를 고치거나, solver에 `waitInsteadOfSelfCheck`를 설정하세요(cert-manager 1.21).',
  },
  mayPass: true,
  source: 'measured; https://cert-manager.io/docs/configuration/acme/',
  find: (view, { challenge }) => misled(view, challenge, 'another answer', DNS),
});

/**
 * What is found where the probes get the key at an address that DNS gives, but cert-manager's own request does not: it is
 * led elsewhere. A solver that has just started does not count, because the self-check may be older than the probe.
 * @param instead what the self-check gets
 */
function misled(view: View, challenge: Challenge, instead: string, next: string): Found | undefined {
  const { reason = '' } = challenge.status ?? {};
  const isAnswered = NO_NAME.test(reason) || (ANOTHER.test(reason) && !NO_ANSWER.test(reason));
  const got = isAnswered ? 'another answer' : NO_ANSWER.test(reason) ? 'no answer' : undefined;
  if (got !== instead || isStarting(view, challenge)) return undefined;
  const probes = answersTo(view, challenge);
  const reached = probes.filter(({ answer }) => isKey(answer)).map(({ address }) => address);
  const { a = [], aaaa = [] } = resolutionOf(view, challenge.spec.dnsName) ?? {};
  // Where DNS leads everybody to a wrong address, other checks tell it (H4, H5, H12).
  const isAstray = probes.some(({ address, answer }) => !isKey(answer) && [...a, ...aaaa].includes(address));
  if (reached.length === 0 || isAstray) return undefined;
  const [from, words] = [reached.join(', '), quote(normalizeMessage(reason, challenge), 300)];
  return {
    seen: {
      en: `from here ${from} answers with the key; the self-check says ${words}`,
      ko: `여기서 요청하면 ${from}에서 올바른 키로 응답하지만, 자체 점검(self-check)의 결과는 ${words}입니다`,
    },
    next: [next],
  };
}
