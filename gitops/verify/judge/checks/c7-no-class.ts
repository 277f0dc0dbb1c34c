import { addressesOfIngress, isServed, pendingHttp01, solverIngresses } from '../../model/issuance/challenges.ts';
import { http01Solvers, isAtRest, namesOf, touchedDown } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import { every } from '../../see/demand.ts';
import type { View } from '../../see/view.ts';

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

export const c7 = check({
  code: 'C7',
  title: {
    en: 'the solver names no IngressClass, and there is no default one',
    ko: 'solver가 IngressClass를 지정하지 않았고, 기본 IngressClass도 없습니다',
  },
  means: {
    en: 'Whether an Ingress without a class is served depends on the controller: Istio in its usual mode (STRICT) ignores it.',
    ko: '클래스가 없는 Ingress를 처리할지는 컨트롤러에 달려 있습니다. Istio는 기본 모드(STRICT)에서 무시합니다.',
  },
  remedy: { en: 'Set `ingressClassName` in the solver.', ko: 'solver에 `ingressClassName`을 지정하세요.' },
  source: 'measured; https://cert-manager.io/docs/configuration/acme/http01/',
  *judge(view) {
    const solvers = http01Solvers(view);
    if (solvers.length === 0 || !view.isComplete(every('IngressClass'))) return;
    const classes = view.list(every('IngressClass'));
    if (classes.some(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true')) return;
    for (const { issuer, solver, index, certificates } of solvers) {
      const { ingress } = solver.http01 ?? {};
      if (!ingress || (ingress.class ?? ingress.ingressClassName ?? ingress.name) !== undefined) continue;
      if (isTaken(view)) continue;
      yield {
        object: issuer,
        field: `spec.acme.solvers[${index}].http01.ingress`,
        // An earlier issuance may mean that a controller serves such Ingresses.
        ...(certificates.every(isAtRest) ? { level: 'warning' as const } : {}),
        seen: {
          en: `no class, and no IngressClass is marked as default (${classes.length} there); needed by ${namesOf(certificates)}`,
          ko: `클래스가 없고, 기본으로 지정된 IngressClass도 없습니다(총 ${classes.length}개). 영향을 받는 Certificate: ${namesOf(certificates)}`,
        },
        next: ['kubectl get ingressclasses'],
        touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
      };
    }
  },
});

/** Whether an Ingress without a class has been seen to be served. */
function isTaken(view: View): boolean {
  return pendingHttp01(view).some(({ challenge }) =>
    solverIngresses(view, challenge).some(
      (ingress) =>
        ingress.spec.ingressClassName === undefined &&
        (addressesOfIngress(ingress).length > 0 || isServed(view, challenge)),
    ),
  );
}
