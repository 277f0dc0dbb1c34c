import type { BackendReference, HttpRouteObject } from '../../../see/objects/gateway-api.ts';
import type { WeightedDestination } from '../../../see/objects/istio.ts';
import type { View } from '../../../see/view.ts';
import { referenceTo } from '../../reference.ts';
import type { Refusal } from '../rule.ts';
import { isGranted } from './grants.ts';
import { ungranted } from './listeners.ts';

/** What istiod makes of a backend: a destination, one that it refuses, or a fault for which the route gets no rules. */
export type Backend =
  | { readonly destination: WeightedDestination['destination']; readonly refused?: Refusal }
  | { readonly fault: Refusal };

/** The destination of a backend (istio: conversion.go, buildDestination). @param field of the backend */
export function backendOf(
  view: View,
  route: HttpRouteObject,
  { group = '', kind = 'Service', namespace: written, name, port }: BackendReference,
  field: string,
): Backend {
  const object = referenceTo('HTTPRoute', route);
  const { namespace: own = '' } = route.metadata;
  const namespace = written ?? own;
  const destination = {
    host: `${name}.${namespace}.svc.cluster.local`,
    ...(port === undefined ? {} : { port: { number: port } }),
  };
  const fault = (part: string, en: string, ko: string): Backend => ({
    fault: {
      ...{ object, field: `${field}.${part}` },
      did: {
        en: `${en}: istiod makes no rules of the whole HTTPRoute`,
        ko: `${ko}. HTTPRoute 전체의 규칙이 만들어지지 않습니다`,
      },
    },
  });
  const isGrantedThere = isGranted(view, { kind: 'HTTPRoute', namespace: own }, { group, kind, namespace, name });
  if (isGrantedThere === false)
    return { destination, refused: { object, field, did: ungranted(kind, { namespace, name }) } };
  if (isGrantedThere === undefined) {
    const did = {
      en: `whether a ReferenceGrant in namespace ${namespace} allows the reference is not known`,
      ko: `${namespace} 네임스페이스의 ReferenceGrant가 참조를 허용하는지 알 수 없습니다`,
    };
    return { destination, refused: { object, field, did, isOpen: true } };
  }
  const isHost = group === 'networking.istio.io' && kind === 'Hostname';
  if (!isHost && !(group === '' && kind === 'Service') && kind !== 'ServiceImport') {
    const did = { en: `istiod sends nothing to a ${kind}`, ko: `istiod가 보낼 수 없는 종류입니다: ${kind}` };
    return { destination: { host: '' }, refused: { object, field: `${field}.kind`, did } };
  }
  if (isHost && written !== undefined)
    return fault('namespace', 'a Hostname has no namespace', 'Hostname에는 네임스페이스가 없습니다');
  if (!isHost && name.includes('.'))
    return fault(
      'name',
      'it is to be the name of a Service, not a host',
      '호스트가 아니라 Service의 이름이어야 합니다',
    );
  if (port === undefined) return fault('port', 'a port is needed', '포트가 필요합니다');
  return { destination: isHost ? { ...destination, host: name } : destination };
}
