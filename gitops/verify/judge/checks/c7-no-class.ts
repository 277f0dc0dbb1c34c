import { addressesOfIngress, isServed, pendingHttp01, solverIngresses } from '../../model/issuance/challenges.ts';
import { isAtRest, neededBy } from '../../model/issuance/solvers.ts';
import { inBoth } from '../in-both.ts';
import { checkOfSolver } from '../shapes.ts';
import { every } from '../../see/demand.ts';
import type { View } from '../../see/view.ts';

const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

export const c7 = checkOfSolver({
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
  find(view, { solver, index, certificates }) {
    const { ingress } = solver.http01 ?? {};
    if (!ingress || (ingress.class ?? ingress.ingressClassName ?? ingress.name) !== undefined) return undefined;
    const classes = view.list(every('IngressClass'));
    const isDefault = classes.some(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
    if (isDefault || !view.isComplete(every('IngressClass')) || isTaken(view)) return undefined;
    const seen = {
      en: `no class, and no IngressClass is marked as default (${classes.length} there)`,
      ko: `클래스가 없고, 기본으로 지정된 IngressClass도 없습니다(총 ${classes.length}개)`,
    };
    return {
      field: `spec.acme.solvers[${index}].http01.ingress`,
      // An earlier issuance may mean that a controller serves such Ingresses.
      ...(certificates.every(isAtRest) ? { level: 'warning' as const } : {}),
      seen: inBoth`${seen}${neededBy(certificates)}`,
      next: ['kubectl get ingressclasses'],
    };
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
