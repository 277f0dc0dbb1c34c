import { misledSelfCheck, type SelfCheck } from '../../model/issuance/self-check.ts';
import type { Challenge } from '../../see/objects/cert-manager.ts';
import type { View } from '../../see/view.ts';
import { checkOfChallenge, type Found } from '../shapes.ts';

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
  find: (view, { challenge }) =>
    misled(
      view,
      challenge,
      'no answer',
      `kubectl logs -n cert-manager deploy/cert-manager | grep ${challenge.spec.dnsName}`,
    ),
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
  find: (view, { challenge }) =>
    misled(view, challenge, 'another answer', 'kubectl get configmap coredns -n kube-system -o yaml'),
});

/** @param instead what the self-check gets where the probes get the key */
function misled(view: View, challenge: Challenge, instead: SelfCheck, next: string): Found | undefined {
  const found = misledSelfCheck(view, challenge, instead);
  return (
    found && {
      seen: {
        en: `from here ${found.reached} answers with the key; the self-check says ${found.words}`,
        ko: `여기서 요청하면 ${found.reached}에서 올바른 키로 응답하지만, 자체 점검(self-check)의 결과는 ${found.words}입니다`,
      },
      next: [next],
    }
  );
}
