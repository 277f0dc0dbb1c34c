import { ageOf } from '../../model/time.ts';
import { addressesOfIngress, isServed, pendingHttp01, solverIngresses } from '../../model/issuance/challenges.ts';
import {
  http01Solvers,
  INGRESS_OVERRIDES,
  neededBy,
  touchedBySolver,
  touchedDown,
} from '../../model/issuance/solvers.ts';
import type { SolverInUse } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';
import type { Observation } from '../../model/finding.ts';
import { referenceTo } from '../../model/reference.ts';
import { every } from '../../see/demand.ts';

/** Milliseconds in which Istio writes its address into an Ingress, and in which a cloud's load balancer may. */
const ISTIO = 10_000;
const CLOUD = 300_000;
const ISTIO_CONTROLLER = 'istio.io/ingress-controller';

export const c5 = check({
  code: 'C5',
  title: {
    en: 'nobody serves the IngressClass of the solver',
    ko: 'solver의 IngressClass를 처리하는 컨트롤러가 없습니다',
  },
  means: {
    en: 'The Ingress that should answer the challenge is ignored without a word: nothing is issued, and nothing is renewed.',
    ko: '챌린지에 응답해야 할 Ingress가 아무 경고 없이 무시되어, 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: 'Name a class that exists, or make the IngressClass: for Istio one named `istio` with controller `istio.io/ingress-controller`.',
    ko: '실제로 있는 클래스를 지정하거나 IngressClass를 만드세요. Istio라면 이름을 `istio`, controller를 `istio.io/ingress-controller`로 하면 됩니다.',
  },
  source: 'measured; cert-manager/cert-manager#4537, cert-manager/cert-manager#5862',
  *judge(view) {
    const solvers = http01Solvers(view);
    for (const used of solvers) {
      const name = used.solver.http01?.ingress?.ingressClassName;
      if (name === undefined || !view.isAbsent('IngressClass', undefined, name)) continue;
      const classes = view.list(every('IngressClass')).map(({ metadata }) => metadata.name);
      const seen = {
        en: `IngressClass ${name} does not exist (there is: ${classes.join(', ') || 'none'})`,
        ko: `${name} IngressClass가 없습니다(있는 것: ${classes.join(', ') || '없음'})`,
      };
      yield {
        ...placeOfClass(used),
        seen: inBoth`${seen}${neededBy(used.certificates)}`,
        next: ['kubectl get ingressclasses'],
        touches: touchedBySolver(view, used),
      };
    }
    for (const { certificate, challenge } of pendingHttp01(view))
      for (const ingress of isServed(view, challenge) ? [] : solverIngresses(view, challenge)) {
        const { namespace = '', annotations, creationTimestamp } = ingress.metadata;
        const name = ingress.spec.ingressClassName ?? annotations?.['kubernetes.io/ingress.class'];
        if (name === undefined || addressesOfIngress(ingress).length > 0) continue;
        const ingressClass = view.get('IngressClass', undefined, name);
        const isSaid = solvers.some(
          ({ solver, certificates }) =>
            solver.http01?.ingress?.ingressClassName === name && certificates.includes(certificate),
        );
        if (!ingressClass && isSaid) continue;
        const controller = ingressClass?.spec?.controller;
        const isIstio = controller === ISTIO_CONTROLLER || (!ingressClass && name === 'istio');
        const seconds = Math.round(ageOf(view, creationTimestamp, 0) / 1000);
        if (seconds * 1000 < (ingressClass && !isIstio ? CLOUD : ISTIO)) continue;
        yield {
          object: referenceTo('Challenge', challenge),
          field: 'spec.solver.http01.ingress',
          seen: {
            en: `its Ingress of class ${name}${controller === undefined ? ', which does not exist,' : ` (${controller})`} has no address after ${seconds} s`,
            ko: `클래스가 ${name}${controller === undefined ? '(존재하지 않음)' : `(${controller})`}인 Ingress에 ${seconds}초가 지나도록 주소가 없습니다`,
          },
          next: [`kubectl get ingress -n ${namespace}`, 'kubectl get ingressclasses'],
          touches: touchedDown(view, certificate),
        };
      }
  },
});

/** Where the class is written: the annotations of a Certificate have the last word. */
function placeOfClass({ issuer, index, certificates: [first] }: SolverInUse): Pick<Observation, 'object' | 'field'> {
  const { ingressClassName: annotation } = INGRESS_OVERRIDES;
  return first && annotation in (first.metadata.annotations ?? {})
    ? { object: referenceTo('Certificate', first), field: `metadata.annotations[${annotation}]` }
    : { object: issuer, field: `spec.acme.solvers[${index}].http01.ingress.ingressClassName` };
}
