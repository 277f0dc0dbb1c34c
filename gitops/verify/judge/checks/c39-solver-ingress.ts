import { INGRESS_OVERRIDES, isAtRest, neededBy, touchedDown, type SolverInUse } from '../../model/issuance/solvers.ts';
import { referenceTo } from '../../model/reference.ts';
import { CLASS_ANNOTATION } from '../../model/trace/challenge-trace.ts';
import type { View } from '../../see/view.ts';
import { inBoth } from '../in-both.ts';
import { checkOfSolver, type Found } from '../shapes.ts';

export const c39 = checkOfSolver({
  code: 'C39',
  title: {
    en: 'the Ingress of the solver cannot be edited or made',
    ko: 'solver의 Ingress를 고치거나 만들 수 없습니다',
  },
  means: {
    en: 'The challenge cannot be presented, so nothing is issued, and nothing is renewed.',
    ko: '챌린지를 준비할 수 없어 발급도 갱신도 되지 않습니다.',
  },
  remedy: {
    en: "Name an Ingress that exists in the Certificate's namespace, or let cert-manager make one by `ingressClassName`; and leave the annotation of the class out of `ingressTemplate` beside it.",
    ko: 'Certificate의 네임스페이스에 있는 Ingress를 지정하거나, `ingressClassName`으로 cert-manager가 새로 만들게 하세요. 이때 `ingressTemplate`에 클래스 어노테이션을 함께 쓰지 마세요.',
  },
  source: 'measured; cert-manager, pkg/issuer/acme/http/ingress.go',
  find(view, used) {
    const { solver, index, certificates } = used;
    const { name, ingressClassName, ingressTemplate } = solver.http01?.ingress ?? {};
    const at = `spec.acme.solvers[${index}].http01.ingress`;
    if (name) return withoutIngress(view, used, name, `${at}.name`);
    const annotated = ingressTemplate?.metadata?.annotations?.[CLASS_ANNOTATION];
    if (ingressClassName === undefined || annotated === undefined) return undefined;
    const seen = {
      en: `${CLASS_ANNOTATION} is ${annotated} beside ingressClassName ${ingressClassName}, which the API server refuses`,
      ko: `ingressClassName(${ingressClassName})과 함께 쓴 ${CLASS_ANNOTATION} 어노테이션(${annotated})을 API 서버가 거부합니다`,
    };
    return {
      ...levelFor(used),
      field: `${at}.ingressTemplate.metadata.annotations[${CLASS_ANNOTATION}]`,
      seen: inBoth`${seen}${neededBy(certificates)}`,
    };
  },
});

function withoutIngress(view: View, used: SolverInUse, name: string, field: string): Found | undefined {
  const certificates = used.certificates.filter(({ metadata }) => view.isAbsent('Ingress', metadata.namespace, name));
  const [first] = certificates;
  if (!first) return undefined;
  const { namespace = '', annotations = {} } = first.metadata;
  const isAnnotated = INGRESS_OVERRIDES.name in annotations;
  const seen = {
    en: `Ingress ${namespace}/${name} does not exist`,
    ko: `Ingress ${namespace}/${name} 리소스가 없습니다`,
  };
  return {
    ...(isAnnotated
      ? { object: referenceTo('Certificate', first), field: `metadata.annotations[${INGRESS_OVERRIDES.name}]` }
      : { field }),
    ...levelFor({ certificates }),
    seen: inBoth`${seen}${neededBy(certificates)}`,
    next: [`kubectl get ingresses -n ${namespace}`],
    touches: certificates.flatMap((certificate) => touchedDown(view, certificate)),
  };
}

/** Where all is issued, it concerns renewals alone, for which the Ingress may come back. */
function levelFor({ certificates }: Pick<SolverInUse, 'certificates'>): Pick<Found, 'level'> {
  return certificates.every(isAtRest) ? { level: 'warning' } : {};
}
