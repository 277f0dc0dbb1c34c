import { check } from '../check.ts';
import { selfCheckFindings } from './self-check-findings.ts';

export const c23 = check({
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
  judge: (view) =>
    selfCheckFindings(view, 'another answer', () => 'kubectl get configmap coredns -n kube-system -o yaml'),
});
