import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { keyOf, type Reference } from '../reference.ts';
import { bystandersOf } from './bystanders.ts';
import { FIELDS, unmodelledFields, type TabledKind } from './fields.ts';
import { reportsOn } from './gateway-api/evidence.ts';
import { meshConfigOf } from './mesh-settings.ts';
import type { RequestTrace, Step } from './outcome.ts';
import { otherGatewayApi, otherVersions } from './versions.ts';

/**
 * What could decide of a request otherwise than its trace says, since the trace does not follow it. It is looked for
 * only where that matters: the request was not asked, or not answered as it should be, or somebody wants to know.
 * @param view the one that the trace was made in
 */
export function notesOn(view: View, trace: RequestTrace): readonly Step[] {
  return [
    ...settings(view, trace),
    ...unmodelled(view, trace),
    ...reportsOn(view, trace),
    ...bystandersOf(view, trace),
    ...otherVersions(view),
    ...(trace.passed.some(({ object }) => object.kind === 'GatewayApiGateway') ? otherGatewayApi(view) : []),
  ];
}

/** That istiod's own settings could not be read, if so. */
function settings(view: View, { passed }: RequestTrace): readonly Step[] {
  const proxy = passed.find(({ object, ...is }) => (is.isGateway ?? is.isCaller) && object.kind === 'Pod')?.object;
  const { object, isKnown } = meshConfigOf(view, proxy && view.get('Pod', proxy.namespace, proxy.name));
  return isKnown
    ? []
    : [
        {
          object,
          field: 'data.mesh',
          did: {
            en: 'the settings of Istio could not be read; its defaults are assumed',
            ko: 'Istio 설정을 읽지 못해 기본값으로 가정했습니다',
          },
        },
      ];
}

/** The fields that are set in objects on the way and are not followed. */
function unmodelled(view: View, { branches, passed }: RequestTrace): readonly Step[] {
  const places = new Map<string, { readonly object: Reference; readonly fields: (string | undefined)[] }>();
  for (const { object, field } of [...passed, ...branches.flatMap(({ steps }) => steps)]) {
    if (!object) continue;
    const place = places.get(keyOf(object)) ?? { object, fields: [] };
    place.fields.push(field);
    places.set(keyOf(object), place);
  }
  const atGateway = new Set(passed.flatMap(({ object, isGateway }) => (isGateway ? keyOf(object) : [])));
  return [...places.values()].flatMap(({ object, fields }) => {
    const { kind, namespace, name } = object;
    const found = isTabled(kind) ? view.get(kind, namespace, name) : undefined;
    if (!found) return [];
    return unmodelledFields(FIELDS[kind as TabledKind], found)
      .filter((field) => isPassed(field, fields) && !(atGateway.has(keyOf(object)) && PROTOCOL.test(field)))
      .map((field) => ({
        ...{ object, field },
        did: NOT_FOLLOWED,
      }));
  });
}

/** What the ports of the gateway's own Service say of it: the servers of Gateways say it to the gateway. */
const PROTOCOL = /^spec\.ports\[\d+\]\.(name|appProtocol)$/;

const NOT_FOLLOWED: Text = {
  en: 'it may decide, and the model does not follow it',
  ko: '결과를 바꿀 수 있지만 모델이 따라가지 않는 필드입니다',
};

function isTabled(kind: Reference['kind']): kind is TabledKind {
  return kind in FIELDS;
}

/** Of a list in a spec, such as the rules of a VirtualService, only what is passed counts. */
function isPassed(field: string, places: readonly (string | undefined)[]): boolean {
  const [entry] = /^spec\.\w+\[\d+\]/.exec(field) ?? [];
  if (entry === undefined) return true;
  return places.some((place) => place === undefined || place.startsWith(entry) || entry.startsWith(place));
}
