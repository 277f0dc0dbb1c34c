import type { View } from '../../../see/view.ts';
import { keyOf, type Reference } from '../../reference.ts';
import { decisionOf, type RequestTrace, type Step } from '../outcome.ts';
import { conditionText, faultOf, refusedBy, reportedOf } from './conditions.ts';

/** What controllers report of the HTTPRoutes and Gateways on the way, where it is a fault, or differs from the trace. */
export function reportsOn(view: View, { branches, passed }: RequestTrace): readonly Step[] {
  const all = [...passed, ...branches.flatMap(({ steps }) => steps)].flatMap(({ object, field = '' }) =>
    object ? [{ object, field }] : [],
  );
  const decisions = branches.flatMap((branch) => decisionOf(branch) ?? []);
  const routes = new Map(
    all.filter(({ object }) => object.kind === 'HTTPRoute').map((each) => [keyOf(each.object), each]),
  );
  const listeners = new Map(
    all.flatMap(({ object, field }) => {
      const [place] = object.kind === 'GatewayApiGateway' ? (/^spec\.listeners\[\d+\]/.exec(field) ?? []) : [];
      return place === undefined ? [] : [[`${keyOf(object)} ${place}`, { object, place }] as const];
    }),
  );
  return [
    ...[...routes.values()].flatMap(({ object }) => ofRoute(view, object, decisions)),
    ...[...listeners.values()].flatMap(({ object, place }) => ofListener(view, object, place)),
  ];
}

function ofRoute(view: View, object: Reference, decisions: readonly Step[]): readonly Step[] {
  const route = view.get('HTTPRoute', object.namespace, object.name);
  const refusing = /^spec\.(hostnames|parentRefs)/;
  const isRefused = decisions.some(
    (step) => step.object && keyOf(step.object) === keyOf(object) && refusing.test(step.field ?? ''),
  );
  return (route?.spec.parentRefs ?? []).flatMap((parent): readonly Step[] => {
    const reported = route && reportedOf(route, parent);
    const fault = refusedBy(reported, 'Accepted') ?? refusedBy(reported, 'ResolvedRefs');
    const at = { object, field: 'status.parents' };
    if (fault) return [{ ...at, did: reports(`${fault.type}=False/${conditionText(fault)}`) }];
    const isAccepted = reported?.some(({ type, status }) => type === 'Accepted' && status === 'True') ?? false;
    return isRefused && isAccepted ? [{ ...at, did: reports('Accepted=True') }] : [];
  });
}

function ofListener(view: View, object: Reference, place: string): readonly Step[] {
  const gateway = view.get('GatewayApiGateway', object.namespace, object.name);
  const listener = gateway?.spec.listeners?.[Number(/\d+/.exec(place)?.[0])];
  const status = gateway?.status?.listeners?.find(({ name }) => name === listener?.name);
  const fault = gateway && faultOf(gateway, status?.conditions);
  if (!fault) return [];
  return [{ object, field: 'status.listeners', did: reports(`${fault.type}=${fault.status}/${conditionText(fault)}`) }];
}

function reports(words: string): Step['did'] {
  return { en: `its controller reports ${words}`, ko: `컨트롤러의 메시지: ${words}` };
}
