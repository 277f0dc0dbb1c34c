import type { Text } from '#program/language.ts';
import type { GatewayApiGateway, HttpRouteObject, ParentReference } from '../../../see/objects/gateway-api.ts';
import type { Condition } from '../../../see/objects/kubernetes-object.ts';
import { quote } from '../../../see/quote.ts';
import { wordsOf } from '../../reference.ts';
import type { Refusal } from '../rule.ts';

// What a controller reports is evidence beside what follows from the objects: where the two differ, both are told.

/** What controllers have reported of a route at a parent, newest conditions alone; undefined where none has. */
export function reportedOf(
  { status, metadata }: HttpRouteObject,
  parent: ParentReference,
): readonly Condition[] | undefined {
  const place = (ref: ParentReference) =>
    [ref.kind ?? 'Gateway', ref.namespace ?? metadata.namespace, ref.name, ref.sectionName, ref.port].join('/');
  const states = (status?.parents ?? []).filter(({ parentRef }) => place(parentRef) === place(parent));
  return states.length === 0 ? undefined : states.flatMap(({ conditions = [] }) => conditions);
}

/** The condition by which a controller refuses a route, or its backends. */
export function refusedBy(
  conditions: readonly Condition[] | undefined,
  type: 'Accepted' | 'ResolvedRefs',
): Condition | undefined {
  return conditions?.find((each) => each.type === type && each.status === 'False');
}

const FAULTS = ['ResolvedRefs', 'Conflicted', 'Accepted', 'Programmed'];

/** What is reported against a listener or a whole Gateway; what says most comes first. */
export function faultOf({ metadata }: GatewayApiGateway, conditions: readonly Condition[] = []): Condition | undefined {
  return conditions
    .filter(({ type, status, observedGeneration = Infinity }) => {
      if (observedGeneration < (metadata.generation ?? 0)) return false;
      return type === 'Conflicted' ? status === 'True' : FAULTS.includes(type) && status === 'False';
    })
    .sort((a, b) => FAULTS.indexOf(a.type) - FAULTS.indexOf(b.type))[0];
}

/** A condition in words, with those of the cluster quoted: `NotAllowedByListeners “…”`. */
export function conditionText({ reason, message }: Pick<Condition, 'reason' | 'message'>): string {
  return [reason ?? '', message ? quote(message, 240) : ''].filter(Boolean).join(' ');
}

/** What follows from the objects, with the object and field that decide. */
export function refusalText({ object, field = '', did }: Refusal): Text {
  const at = `${wordsOf(object)} ${field}`;
  return { en: `${at}: ${did.en}`, ko: `${at}: ${did.ko}` };
}
