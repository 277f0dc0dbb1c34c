import { check } from '../check.ts';
import { selfCheckFindings } from './self-check-findings.ts';

export const c22 = check({
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
  judge: (view) =>
    selfCheckFindings(
      view,
      'no answer',
      ({ spec }) => `kubectl logs -n cert-manager deploy/cert-manager | grep ${spec.dnsName}`,
    ),
});
