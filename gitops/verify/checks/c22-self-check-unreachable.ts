import { elsewhere } from '../chain/self-check.ts';
import { touchedDown } from '../chain/solvers.ts';
import type { Check } from '../check.ts';
import { referenceTo } from '../reference.ts';

export const c22: Check = {
  code: 'C22',
  title: {
    en: "the cluster cannot reach the gateway's public address",
    ko: '클러스터에서 게이트웨이의 공인 주소에 연결할 수 없습니다',
  },
  means: {
    en: 'Before cert-manager calls the CA it asks for the challenge itself. From outside the answer is right, from inside the cluster nothing comes.',
    ko: 'cert-manager는 CA를 부르기 전에 챌린지를 직접 확인합니다. 외부에서는 올바른 응답이 오지만 클러스터 안에서는 응답이 오지 않습니다.',
  },
  remedy: {
    en: 'Let the cluster reach its own address (hairpin NAT, PROXY protocol, firewall), resolve the name to an inner address, or set `waitInsteadOfSelfCheck` in the solver (cert-manager 1.21).',
    ko: '클러스터가 자신의 공인 주소에 연결할 수 있게 하거나(헤어핀 NAT, PROXY 프로토콜, 방화벽), 이름을 내부 주소로 해석하거나, solver에 `waitInsteadOfSelfCheck`를 설정하세요(cert-manager 1.21).',
  },
  level: 'error',
  mayPass: true,
  source: 'measured; cert-manager/cert-manager#863, cert-manager/cert-manager#1292',
  reads: ['CertificateRequest', 'Challenge', 'Order', 'fetch', 'resolve'],
  *judge(view) {
    for (const { certificate, challenge, words, reached } of elsewhere(view, 'no answer'))
      yield {
        object: referenceTo('Challenge', challenge),
        seen: {
          en: `from here ${reached} answers with the key; the self-check says ${words}`,
          ko: `여기서는 ${reached}가 올바른 키로 응답하지만 자체 점검(self-check)의 결과는 ${words}입니다`,
        },
        next: [`kubectl logs -n cert-manager deploy/cert-manager | grep ${challenge.spec.dnsName}`],
        touches: touchedDown(view, certificate),
      };
  },
};
