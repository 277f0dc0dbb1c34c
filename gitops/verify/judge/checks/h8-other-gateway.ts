import {
  addressesOfIngress,
  isServed,
  isStarting,
  pendingHttp01,
  solverIngresses,
} from '../../model/issuance/challenges.ts';
import { targetsOf } from '../../model/trace/dns.ts';
import { gatewayAddresses } from '../../model/trace/gateways.ts';
import { http01Validations, isAtRest, touchedDown } from '../../model/issuance/solvers.ts';
import { foreignSolver, isAnswered } from '../../model/trace/challenge-trace.ts';
import { ingressAddresses } from '../../model/trace/proxies.ts';
import type { Observation } from '../../model/finding.ts';
import type { View } from '../../see/view.ts';
import { check } from '../check.ts';
import { referenceTo } from '../../model/reference.ts';

export const h8 = check({
  code: 'H8',
  title: { en: 'another gateway serves the challenge', ko: '다른 게이트웨이가 챌린지를 처리합니다' },
  means: {
    en: "The solver's Ingress is served by another gateway than the one the name leads to, which does not know the challenge.",
    ko: 'solver의 Ingress를 처리하는 게이트웨이와 이 이름이 가리키는 게이트웨이가 다릅니다. 그래서 요청을 받는 게이트웨이에는 챌린지의 라우트가 없습니다.',
  },
  remedy: {
    en: "Let Istio's Ingresses go to your gateway: `meshConfig.ingressSelector` and `ingressService`; or label its Pods `istio: ingressgateway`; or solve by the Gateway API.",
    ko: 'Istio의 Ingress를 이 게이트웨이가 처리하게 하세요. `meshConfig.ingressSelector`와 `ingressService`를 설정하거나, 게이트웨이 Pod에 `istio: ingressgateway` 레이블을 붙이거나, Gateway API solver를 쓰면 됩니다.',
  },
  source: 'measured; istio/istio#37329',
  *judge(view) {
    yield* foreseen(view);
    for (const { certificate, challenge } of pendingHttp01(view)) {
      const { dnsName } = challenge.spec;
      const own = gatewayAddresses(view, dnsName);
      const targets = targetsOf(view, dnsName);
      if (isServed(view, challenge) || isStarting(view, challenge) || own.length === 0) continue;
      // Where DNS leads to neither gateway, the cause is DNS (H4).
      if (
        targets.length > 0 &&
        own.some((each) => /^[\d.]+$/.test(each)) &&
        !targets.some((each) => own.includes(each))
      )
        continue;
      for (const ingress of solverIngresses(view, challenge)) {
        const written = addressesOfIngress(ingress);
        if (written.length === 0 || written.some((each) => own.includes(each) || targets.includes(each))) continue;
        yield {
          object: referenceTo('Challenge', challenge),
          seen: {
            en: `its Ingress is served at ${written.join(', ')}, but ${dnsName} by the gateway at ${own.join(', ')}`,
            ko: `Ingress를 처리하는 주소: ${written.join(', ')}, ${dnsName}의 게이트웨이 주소: ${own.join(', ')}`,
          },
          next: [
            'kubectl get pods --all-namespaces -l istio=ingressgateway',
            'kubectl get configmap istio -n istio-system -o yaml',
          ],
          touches: touchedDown(view, certificate),
        };
      }
    }
  },
});

/** Solvers whose Ingresses another controller takes, for names that lead to Istio's gateway. */
function* foreseen(view: View): Iterable<Observation> {
  for (const validation of http01Validations(view)) {
    const { certificate, name } = validation;
    const foreign = foreignSolver(view, validation);
    // What was issued shows that the other controller is behind the same address.
    if (!foreign || isAtRest(certificate) || isAnswered(view, validation)) continue;
    const targets = targetsOf(view, name);
    const own = ingressAddresses(view);
    if (targets.length === 0 || !targets.every((target) => own.includes(target))) continue;
    const { object, field, className } = foreign;
    const where = targets.join(', ');
    yield {
      ...{ object, field },
      seen: {
        en: `Istio does not take Ingresses of class ${className}, and ${name} leads to its gateway (${where})`,
        ko: `Istio는 ${className} 클래스의 Ingress를 처리하지 않는데, ${name} 호스트는 Istio 게이트웨이(${where})로 이어집니다`,
      },
      next: ['kubectl get ingressclasses'],
      touches: touchedDown(view, certificate),
    };
  }
}
