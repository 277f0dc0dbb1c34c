import { addressesIn, pendingHttp01 } from '../../model/issuance/challenges.ts';
import { plainAnswer, gatewayIps } from '../../model/trace/dns.ts';
import { gatewayServersOf, gatewayPods, gatewayServices } from '../../model/trace/gateways.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { handshakesOf } from '../../model/trace/handshakes.ts';
import { http01Validations, touchedByName } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import type { Service } from '../../see/objects/workload.ts';
import { host, referenceTo } from '../../model/reference.ts';
import { isOfHttp01, saidByCa } from './said-by-ca.ts';
import type { View } from '../../see/view.ts';

const CLOSED = ['ECONNREFUSED', 'ETIMEDOUT'];

export const h7 = check({
  code: 'H7',
  title: {
    en: 'port 80 is closed or filtered on the way from outside',
    ko: '외부에서 오는 80번 포트가 막혀 있거나 필터링됩니다',
  },
  means: {
    en: 'HTTP-01 always begins on port 80, from several places in the world. That the cluster gets an answer does not mean that the CA gets one.',
    ko: 'HTTP-01 검증은 항상 80번 포트로, 세계 여러 곳에서 들어옵니다. 클러스터에서 접속된다고 해서 CA도 접속할 수 있는 것은 아닙니다.',
  },
  remedy: {
    en: 'Open port 80 for all addresses (firewall, `loadBalancerSourceRanges`, filters by country or client), or validate by DNS-01.',
    ko: '모든 주소에 80번 포트를 여세요(방화벽, `loadBalancerSourceRanges`, 국가·클라이언트 필터). 그럴 수 없다면 DNS-01로 검증하세요.',
  },
  mayPass: true,
  consequenceOf: ['H4', 'H5', 'H6', 'H10', 'H12', 'T4', 'T10'],
  source: 'measured; https://letsencrypt.org/docs/allow-port-80/',
  *judge(view) {
    const validated = new Set(http01Validations(view).map(({ name }) => name));
    for (const name of hostsOf(view).filter((each) => validated.has(each) && listens(view, each)))
      for (const { address, code } of closedAt(view, name))
        yield {
          object: host(name),
          field: address,
          seen: {
            en: `${address} answers on port 443, but not on port 80 (${code})`,
            ko: `${address}의 443번 포트는 응답하지만 80번 포트는 응답하지 않습니다(${code})`,
          },
          next: [`curl -v --connect-timeout 5 http://${name}/`],
          touches: touchedByName(view, name),
        };
    for (const name of validated)
      for (const service of servicesOfGateways(view, name)) {
        const { loadBalancerSourceRanges: ranges = [] } = service.spec;
        if (ranges.length === 0 || ranges.includes('0.0.0.0/0')) continue;
        yield {
          object: referenceTo('Service', service),
          level: 'warning',
          field: 'spec.loadBalancerSourceRanges',
          seen: {
            en: `only ${ranges.join(', ')} may connect, and the CA does not say where it comes from`,
            ko: `${ranges.join(', ')}에서만 접속할 수 있습니다. CA는 어느 주소에서 오는지 공개하지 않습니다`,
          },
          touches: touchedByName(view, name),
        };
      }
    yield* saidByCa(view, (failure) => {
      const ours = failure.name === undefined ? [] : gatewayIps(view, failure.name);
      const asked = addressesIn(failure.text);
      // Where the CA was led elsewhere, the cause is DNS (H4, H5).
      const isElsewhere = ours.length > 0 && asked.length > 0 && !asked.some((each) => ours.includes(each));
      return isOfHttp01(failure, 'connection', 'unauthorized') && !isElsewhere
        ? { en: 'the cluster got its answer, the CA did not', ko: '클러스터는 응답을 받았지만 CA는 받지 못했습니다' }
        : undefined;
    });
  },
});

function servicesOfGateways(view: View, name: string): readonly Service[] {
  const gateways = new Set(gatewayServersOf(view, name).map(({ gateway }) => gateway));
  return [...new Set([...gateways].flatMap((gateway) => gatewayServices(view, gateway)))];
}

/** Whether something should answer on port 80: a server of a Gateway, or the solver of an open challenge. */
function listens(view: View, name: string): boolean {
  return (
    gatewayServersOf(view, name).some(
      ({ gateway, server }) => server.port.number === 80 && gatewayPods(view, gateway).length > 0,
    ) ||
    pendingHttp01(view).some(({ challenge }) => challenge.spec.dnsName === name && challenge.status?.presented === true)
  );
}

function closedAt(view: View, name: string): readonly { readonly address: string; readonly code: string }[] {
  return handshakesOf(view, name).flatMap(({ address, answer }) => {
    if (!('chain' in answer)) return [];
    const plain = plainAnswer(view, name, address);
    return plain && !('status' in plain) && CLOSED.includes(plain.code) ? [{ address, code: plain.code }] : [];
  });
}
