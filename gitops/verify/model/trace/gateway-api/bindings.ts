import type { Text } from '#program/language.ts';
import type { KindId, Kinds } from '../../../see/kinds.ts';
import type { HttpRouteObject, ParentReference } from '../../../see/objects/gateway-api.ts';
import type { View } from '../../../see/view.ts';
import { overlaps } from '../../host-patterns.ts';
import { keyOf, referenceTo, type Reference } from '../../reference.ts';
import type { Refusal } from '../rule.ts';
import { controllerOf } from './controller.ts';
import { allows, listenersOf, type ApiListener } from './listeners.ts';

/** What becomes of a `parentRef` of a route. */
export interface Binding {
  readonly parent: ParentReference;
  /** `spec.parentRefs[…]` */
  readonly field: string;
  /** The listeners that it is bound to. */
  readonly listeners: readonly ApiListener[];
  /** The others that it names, and why they do not take it. */
  readonly denied: readonly { readonly listener: ApiListener; readonly refusal: Refusal }[];
  /** Why it is bound to none. */
  readonly refusal?: Refusal;
  /** Whether there is no such parent. */
  readonly isNowhere?: true;
}

/** The bindings of a route to Gateways and ListenerSets (istio: pilot/pkg/config/kube/gateway, referenceAllowed). */
export function bindingsOf(view: View, route: HttpRouteObject): readonly Binding[] {
  const { namespace = '', name } = route.metadata;
  return view.remember(`bindings of ${namespace}/${name}`, () =>
    (route.spec.parentRefs ?? []).flatMap((parent, index) => {
      const kind = parentKind(parent);
      return kind ? [bindingOf(view, route, parent, kind, `spec.parentRefs[${index}]`)] : [];
    }),
  );
}

const GROUP = 'gateway.networking.k8s.io';

function parentKind({ group = GROUP, kind = 'Gateway' }: ParentReference) {
  if (group !== GROUP) return undefined;
  return kind === 'Gateway' ? 'GatewayApiGateway' : kind === 'ListenerSet' ? kind : undefined;
}

function bindingOf(
  view: View,
  route: HttpRouteObject,
  parent: ParentReference,
  kind: 'GatewayApiGateway' | 'ListenerSet',
  field: string,
): Binding {
  const { namespace: own = '' } = route.metadata;
  const { namespace = own, name } = parent;
  const object = referenceTo('HTTPRoute', route);
  const refuse = (refusal: Refusal): Binding => ({ parent, field, listeners: [], denied: [], refusal });
  const missing = (of: KindId, at: { readonly namespace: string; readonly name: string }): Binding => {
    const words = `${of === 'ListenerSet' ? of : 'Gateway'} ${at.namespace}/${at.name}`;
    return view.isAbsent(of, at.namespace, at.name)
      ? {
          ...refuse({ object, field, did: { en: `${words} does not exist`, ko: `없는 리소스입니다: ${words}` } }),
          isNowhere: true,
        }
      : refuse({
          ...{ object, field, isOpen: true },
          did: { en: `whether ${words} exists is not known`, ko: `있는지 알 수 없습니다: ${words}` },
        });
  };
  const holder = view.get(kind, namespace, name);
  if (!holder) return missing(kind, { namespace, name });
  const place = gatewayPlace(kind, holder);
  const gateway = view.get('GatewayApiGateway', place.namespace, place.name);
  if (!gateway) return missing('GatewayApiGateway', place);
  const controller = controllerOf(view, gateway);
  if (controller.is !== 'Istio') {
    const { step, is } = controller;
    const at = { ...step, object: referenceTo('GatewayApiGateway', gateway) };
    return refuse(is === 'nobody' ? at : { ...at, isOpen: true });
  }
  const key = keyOf(referenceTo(kind, holder));
  const listeners = listenersOf(view, gateway).filter((each) => keyOf(each.object) === key);
  const judged = listeners.map((listener) => ({ listener, denial: denialBy(view, route, parent, listener, field) }));
  const bound = judged.filter(({ denial }) => denial === undefined).map(({ listener }) => listener);
  // The listener that is nearest to taking it tells most.
  const [nearest] = judged.flatMap(({ denial }) => denial ?? []).sort((a, b) => b.rank - a.rank);
  const denied = judged.flatMap(({ listener, denial }) =>
    denial && denial.rank > 0 ? [{ listener, refusal: denial.refusal }] : [],
  );
  if (bound.length > 0) return { parent, field, listeners: bound, denied };
  if (nearest) return { ...refuse(nearest.refusal), denied };
  const did = { en: 'it has no listener that works', ko: '동작하는 리스너가 없습니다' };
  return refuse({ object: referenceTo(kind, holder), field: 'spec.listeners', did });
}

/** The Gateway that a parent stands for. */
function gatewayPlace(kind: 'GatewayApiGateway' | 'ListenerSet', holder: Kinds['GatewayApiGateway' | 'ListenerSet']) {
  const { namespace: own = '', name: ownName } = holder.metadata;
  const { namespace = own, name } =
    kind === 'ListenerSet' ? (holder as Kinds['ListenerSet']).spec.parentRef : { name: ownName };
  return { namespace, name };
}

/** Why a listener does not take a route. @returns with a rank: how much of what it asks for the route has */
function denialBy(
  view: View,
  route: HttpRouteObject,
  parent: ParentReference,
  { listener, port, object, field, refusal, isParent }: ApiListener,
  at: string,
): { readonly refusal: Refusal; readonly rank: number } | undefined {
  const { namespace = '' } = route.metadata;
  const own = referenceTo('HTTPRoute', route);
  const deny = (rank: number, of: Reference, where: string, did: Text, isOpen = false) => ({
    rank,
    refusal: { object: of, field: where, did, ...(isOpen ? ({ isOpen } as const) : {}) },
  });
  if (parent.port !== undefined && parent.port !== port)
    return deny(0, own, `${at}.port`, {
      en: `no listener of ${namesOf(object)} is on port ${parent.port}`,
      ko: `${namesOf(object)}에 ${parent.port}번 포트의 리스너가 없습니다`,
    });
  if (parent.sectionName !== undefined && parent.sectionName !== listener.name)
    return deny(0, own, `${at}.sectionName`, {
      en: `no listener of ${namesOf(object)} is called ${parent.sectionName}`,
      ko: `${namesOf(object)}에 이름이 ${parent.sectionName}인 리스너가 없습니다`,
    });
  if (refusal && !isParent) return { rank: 1, refusal };
  const { hostnames = [] } = route.spec;
  const { hostname = '*', allowedRoutes = {} } = listener;
  if (hostnames.length > 0 && !hostnames.some((each) => overlaps(each, hostname)))
    return deny(1, own, 'spec.hostnames', {
      en: `none of them is of the listener ${listener.name} of ${namesOf(object)}, which is for ${hostname}`,
      ko: `${namesOf(object)}의 리스너 ${listener.name}의 호스트(${hostname})와 겹치는 것이 없습니다`,
    });
  const isAllowed = allows(view, allowedRoutes.namespaces ?? {}, object.namespace, namespace);
  if (isAllowed !== true) {
    const did =
      isAllowed === false
        ? {
            en: `the listener ${listener.name} takes no routes of namespace ${namespace}`,
            ko: `리스너 ${listener.name}에서는 ${namespace} 네임스페이스의 라우트를 받지 않습니다`,
          }
        : {
            en: `whether it selects namespace ${namespace} is not known`,
            ko: `${namespace} 네임스페이스를 선택하는지 알 수 없습니다`,
          };
    return deny(2, object, `${field}.allowedRoutes.namespaces`, did, isAllowed === undefined);
  }
  const kinds = allowedRoutes.kinds ?? [];
  if (!['HTTP', 'HTTPS'].includes(listener.protocol))
    return deny(2, object, `${field}.protocol`, {
      en: `a listener for ${listener.protocol} takes no HTTPRoutes`,
      ko: `${listener.protocol} 리스너에서는 HTTPRoute를 받지 않습니다`,
    });
  if (kinds.length > 0 && !kinds.some(({ group = GROUP, kind }) => group === GROUP && kind === 'HTTPRoute'))
    return deny(2, object, `${field}.allowedRoutes.kinds`, {
      en: `the listener ${listener.name} takes no HTTPRoutes`,
      ko: `리스너 ${listener.name}에서는 HTTPRoute를 받지 않습니다`,
    });
  return undefined;
}

function namesOf({ kind, namespace = '', name }: Reference): string {
  return `${kind === 'ListenerSet' ? kind : 'Gateway'} ${namespace}/${name}`;
}
