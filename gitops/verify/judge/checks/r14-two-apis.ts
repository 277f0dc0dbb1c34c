import { httpRoutesOf, isOfSolver, routesOf } from '../../model/trace/routes.ts';
import { bindingsOf } from '../../model/trace/gateway-api/bindings.ts';
import { isManaged } from '../../model/trace/gateway-api/gateways.ts';
import { isOfIstio } from '../../model/trace/ingress-config.ts';
import { checkOfHost } from '../shapes.ts';
import type { HttpRouteObject } from '../../see/objects/gateway-api.ts';
import type { Ingress } from '../../see/objects/workload.ts';
import { host, referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import { ingressesForHost } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const r14 = checkOfHost({
  code: 'R14',
  title: {
    en: 'one host in a VirtualService and in an Ingress or HTTPRoute',
    ko: '같은 호스트가 VirtualService에도, Ingress나 HTTPRoute에도 있습니다',
  },
  means: {
    en: 'Istio puts them into one list of rules. An Ingress comes before an older VirtualService; an HTTPRoute for `/` comes after it and is never reached.',
    ko: 'Istio는 이 규칙들을 목록 하나로 합칩니다. Ingress의 규칙은 더 오래된 VirtualService보다 앞에 놓이고, `/`를 받는 HTTPRoute의 규칙은 뒤에 놓여 요청이 도달하지 않습니다.',
  },
  remedy: { en: 'Describe a host by one of the three only.', ko: '한 호스트는 셋 중 하나로만 정의하세요.' },
  level: 'warning',
  source: 'measured; https://gateway-api.sigs.k8s.io/api-types/httproute/',
  find(view, name) {
    const routes = routesOf(view, name).map((route) => referenceTo('VirtualService', route));
    const [first] = routes;
    if (!first) return undefined;
    const others: readonly Reference[] = [
      ...view
        .list(ingressesForHost(name))
        .filter((ingress) => !isOfSolver(ingress) && speaksOf(ingress, name) && isOfIstio(view, ingress))
        .map((ingress) => referenceTo('Ingress', ingress)),
      ...httpRoutesOf(view, name)
        .filter((route) => !isOfSolver(route) && sharesGateway(view, route))
        .map((route) => referenceTo('HTTPRoute', route)),
    ];
    return others.map((object) => ({
      ...{ object, field: object.kind === 'Ingress' ? 'spec.rules' : 'spec.hostnames' },
      seen: {
        en: `has ${name}, as ${wordsOf(first)} does`,
        ko: `${wordsOf(first)}에도 같은 호스트가 있습니다: ${name}`,
      },
      touches: [host(name), ...routes],
    }));
  },
});

function speaksOf({ spec }: Ingress, name: string): boolean {
  return spec.rules?.some((rule) => rule.host === name) ?? false;
}

/** Whether it is bound to a Gateway at Pods that Istio Gateways use too; one that istiod makes Pods for has its own. */
function sharesGateway(view: View, route: HttpRouteObject): boolean {
  return bindingsOf(view, route).some(({ listeners }) => listeners.some(({ gateway }) => !isManaged(gateway)));
}
