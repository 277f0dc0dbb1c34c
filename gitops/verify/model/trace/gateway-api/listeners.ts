import { every } from '../../../see/demand.ts';
import type { Server } from '../../../see/objects/istio.ts';
import type {
  AddedListener,
  AllowedNamespaces,
  GatewayApiGateway,
  ListenerSet,
} from '../../../see/objects/gateway-api.ts';
import type { KubernetesObject } from '../../../see/objects/kubernetes-object.ts';
import type { View } from '../../../see/view.ts';
import type { ObjectName } from '../../../see/scope.ts';
import { referenceTo, type Reference } from '../../reference.ts';
import { listenerSetsOf } from '../../relations.ts';
import { selectsLabels } from '../label-selector.ts';
import type { Step } from '../outcome.ts';
import type { Refusal } from '../rule.ts';
import { secretStep } from '../secret-step.ts';
import type { Truth } from '../truth.ts';
import { isGranted } from './grants.ts';

/**
 * A listener of a Gateway or of a ListenerSet, as the Istio Gateway with one server that istiod makes of it
 * (istio: pilot/pkg/config/kube/gateway, GatewayCollection and ListenerSetCollection).
 */
export interface ApiListener {
  /** The one that serves it. */
  readonly gateway: GatewayApiGateway;
  /** The Gateway or ListenerSet that it is written in, the place there, and the namespace. */
  readonly object: Reference;
  readonly field: string;
  readonly namespace: string;
  /** When that was created. */
  readonly creationTimestamp: string | undefined;
  readonly listener: AddedListener;
  readonly port: number;
  /** `namespace/name` of the Istio Gateway. */
  readonly name: string;
  readonly server: Server;
  /** Why istiod gives the server to nobody. */
  readonly refusal?: Refusal;
  /** Whether routes can be bound to it, even in vain. */
  readonly isParent: boolean;
}

/** The listeners of a Gateway, and those that ListenerSets add to it, in the order in which they come first. */
export function listenersOf(view: View, gateway: GatewayApiGateway): readonly ApiListener[] {
  const { namespace = '', name } = gateway.metadata;
  return view.remember(`listeners of ${namespace}/${name}`, () => {
    const accepted: ApiListener[] = [];
    return holdersOf(view, gateway).flatMap(({ kind, holder, refusal }) =>
      (holder.spec.listeners ?? []).map((listener, index) => {
        const made = listenerAt(view, gateway, kind, holder, listener, index);
        if (refusal) return { ...made, refusal, isParent: false };
        const twin = accepted.find((each) => !areDistinct(each, made));
        if (twin) return { ...made, refusal: conflict(made, twin), isParent: false };
        accepted.push(made);
        return made;
      }),
    );
  });
}

interface Holder {
  readonly kind: 'GatewayApiGateway' | 'ListenerSet';
  readonly holder: KubernetesObject & { readonly spec: { readonly listeners?: readonly AddedListener[] } };
  readonly refusal?: Refusal;
}

/** The Gateway itself, then its ListenerSets by age. */
function holdersOf(view: View, gateway: GatewayApiGateway): readonly Holder[] {
  const { namespaces } = gateway.spec.allowedListeners ?? {};
  // Without it no ListenerSet has any effect, so none is looked for.
  const sets = namespaces ? view.list(listenerSetsOf(gateway)) : [];
  const age = ({ metadata: { creationTimestamp = '', namespace = '', name } }: ListenerSet) =>
    `${creationTimestamp} ${namespace}/${name}`;
  return [
    { kind: 'GatewayApiGateway', holder: gateway },
    ...[...sets]
      .sort((a, b) => age(a).localeCompare(age(b), 'en'))
      .map((set): Holder => {
        const truth = allows(
          view,
          { from: 'None', ...namespaces },
          gateway.metadata.namespace,
          set.metadata.namespace ?? '',
        );
        return { kind: 'ListenerSet', holder: set, ...(truth === true ? {} : { refusal: notAllowed(gateway, set) }) };
      }),
  ];
}

function notAllowed(gateway: GatewayApiGateway, { metadata: { namespace = '' } }: ListenerSet): Refusal {
  return {
    ...{ object: referenceTo('GatewayApiGateway', gateway), field: 'spec.allowedListeners.namespaces' },
    did: {
      en: `it takes no ListenerSets of namespace ${namespace}`,
      ko: `${namespace} 네임스페이스의 ListenerSet을 받지 않습니다`,
    },
  };
}

/** Whether objects of a namespace are allowed; undefined where its labels are not known. @param own the namespace that is `Same` */
export function allows(
  view: View,
  { from = 'Same', selector = {} }: AllowedNamespaces,
  own: string | undefined,
  namespace: string,
): Truth {
  if (from !== 'Selector') return from === 'All' || (from === 'Same' && own === namespace);
  const found = view.get('Namespace', undefined, namespace);
  if (!found) return view.isAbsent('Namespace', undefined, namespace) ? false : undefined;
  return selectsLabels(selector, { 'kubernetes.io/metadata.name': namespace, ...found.metadata.labels });
}

/** The namespaces that hosts of a listener are written with: all as `*`, and for none `~` (istio: buildHostnameMatch). */
function placesOf(view: View, { from = 'Same', selector = {} }: AllowedNamespaces, own: string): readonly string[] {
  if (from === 'Same') return [own];
  const all = every('Namespace');
  if (from !== 'Selector' || !view.isComplete(all)) return ['*'];
  const names = view.list(all).filter(({ metadata: { name } }) => allows(view, { from, selector }, own, name));
  return names.length === 0 ? ['~'] : names.map(({ metadata: { name } }) => name).sort();
}

function listenerAt(
  view: View,
  gateway: GatewayApiGateway,
  kind: Holder['kind'],
  holder: Holder['holder'],
  listener: AddedListener,
  index: number,
): ApiListener {
  const { namespace = '', name, creationTimestamp } = holder.metadata;
  const object = referenceTo(kind, holder);
  const field = `spec.listeners[${index}]`;
  const { hostname = '*', protocol, allowedRoutes = {} } = listener;
  const hosts = placesOf(view, allowedRoutes.namespaces ?? {}, namespace).map((each) => `${each}/${hostname}`);
  const port = listener.port ?? { HTTP: 80, HTTPS: 443 }[protocol] ?? 0;
  const tls = tlsOf(view, gateway, kind, { namespace, object, field, listener, port });
  const isWithoutTls = !listener.tls && ['HTTPS', 'TLS'].includes(protocol);
  const refusal = unsupported({ object, field }, protocol) ?? (isWithoutTls ? withoutTls(object, field) : tls.refusal);
  return {
    ...{ gateway, object, field, namespace, creationTimestamp, listener, port },
    // Of a ListenerSet a listener with a fault is nobody's parent.
    isParent: !isWithoutTls && (refusal === undefined || kind !== 'ListenerSet'),
    name: `${namespace}/${name}~istio-autogenerated-k8s-gateway~${listener.name}`,
    server: { port: { number: port, protocol }, hosts, ...(tls.tls ? { tls: tls.tls } : {}) },
    ...(refusal ? { refusal } : {}),
  };
}

function unsupported(
  at: { readonly object: Reference; readonly field: string },
  protocol: string,
): Refusal | undefined {
  if (['HTTP', 'HTTPS', 'TLS', 'TCP'].includes(protocol)) return undefined;
  const did = {
    en: `istiod has no listeners for ${protocol}`,
    ko: `istiod가 지원하지 않는 프로토콜입니다: ${protocol}`,
  };
  return { ...at, field: `${at.field}.protocol`, did };
}

function withoutTls(object: Reference, field: string): Refusal {
  const did = { en: 'without tls there is no listener', ko: 'tls가 없어 리스너가 만들어지지 않습니다' };
  return { object, field: `${field}.tls`, did };
}

/** Istio's settings for the TLS of a listener, or why there are none (istio: conversion.go, buildTLS). */
function tlsOf(
  view: View,
  gateway: GatewayApiGateway,
  kind: Holder['kind'],
  {
    namespace,
    object,
    field,
    listener,
    port,
  }: Pick<ApiListener, 'namespace' | 'object' | 'field' | 'listener' | 'port'>,
): { readonly tls?: NonNullable<Server['tls']>; readonly refusal?: Refusal } {
  const { tls } = listener;
  if (!tls) return {};
  if (tls.mode === 'Passthrough') return { tls: { mode: 'PASSTHROUGH' } };
  const option = tls.options?.['gateway.istio.io/tls-terminate-mode'];
  if (option === 'ISTIO_SIMPLE') return { tls: { mode: 'SIMPLE' } };
  if (option === 'ISTIO_MUTUAL') return { tls: { mode: option } };
  const refs = tls.certificateRefs ?? [];
  if (refs.length > MOST_CERTIFICATES)
    return { refusal: { object, field: `${field}.tls.certificateRefs`, did: TOO_MANY_CERTIFICATES } };
  const from = { kind: kind === 'ListenerSet' ? kind : ('Gateway' as const), namespace };
  const checked = refs.map((ref, at) =>
    checkedRef(view, { object, field: `${field}.tls.certificateRefs[${at}]` }, from, ref),
  );
  const [bad] = checked.filter(({ isMissing }) => isMissing);
  const names = checked.filter(({ isMissing }) => !isMissing).map(({ secret }) => `${secret.namespace}/${secret.name}`);
  if (bad && names.length === 0) return { refusal: bad.step };
  const frontend = gateway.spec.tls?.frontend;
  const { validation } = frontend?.perPort?.find((each) => each.port === port)?.tls ?? frontend?.default ?? {};
  const [ca, ...more] = validation?.caCertificateRefs ?? [];
  const at = { object: referenceTo('GatewayApiGateway', gateway), field: 'spec.tls.frontend' };
  if (more.length > 0) return { refusal: { ...at, did: TOO_MANY_CAS } };
  const authority = ca && ca.kind !== 'ConfigMap' ? checkedRef(view, at, from, ca) : undefined;
  if (authority?.isMissing) return { refusal: authority.step };
  const validated = validation?.mode === 'AllowInsecureFallback' ? 'OPTIONAL_MUTUAL' : 'MUTUAL';
  const mode = option ?? (ca ? validated : 'SIMPLE');
  const [only, ...others] = names;
  return {
    tls: {
      mode,
      ...(others.length > 0 ? { credentialNames: names } : only === undefined ? {} : { credentialName: only }),
      ...(ca ? { caCertCredentialName: ca.name } : {}),
    },
  };
}

/** A Secret that a listener names, and whether it surely gets nothing of it. */
function checkedRef(
  view: View,
  at: { readonly object: Reference; readonly field: string },
  from: Parameters<typeof isGranted>[1],
  {
    group = '',
    kind = 'Secret',
    namespace = from.namespace,
    name,
  }: NonNullable<NonNullable<AddedListener['tls']>['certificateRefs']>[number],
): { readonly step: Refusal; readonly isMissing: boolean; readonly secret: ObjectName } {
  const secret = { namespace, name };
  if (group !== '' || kind !== 'Secret') return { step: { ...at, did: NO_SECRET }, isMissing: true, secret };
  const isAllowed = isGranted(view, from, { group, kind, ...secret });
  if (isAllowed === false) return { step: { ...at, did: ungranted(kind, secret) }, isMissing: true, secret };
  const { isMissing = false, ...step } = secretStep(view, at, secret);
  return { step, isMissing, secret };
}

const TOO_MANY_CAS = {
  en: 'istiod takes one caCertificateRef, and makes nothing of the listener',
  ko: 'istiod는 caCertificateRef를 하나만 받으므로 리스너가 만들어지지 않습니다',
};
const MOST_CERTIFICATES = 2;
const TOO_MANY_CERTIFICATES = {
  en: `istiod takes ${MOST_CERTIFICATES} certificates at most, and makes nothing of the listener`,
  ko: `istiod는 인증서를 ${MOST_CERTIFICATES}개까지만 받으므로 리스너가 만들어지지 않습니다`,
};
const NO_SECRET = { en: 'it is no Secret', ko: 'Secret이 아닙니다' };

/** That no ReferenceGrant allows a reference. */
export function ungranted(
  kind: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Step['did'] {
  return {
    en: `no ReferenceGrant in namespace ${namespace} allows the reference to ${kind} ${namespace}/${name}`,
    ko: `${namespace} 네임스페이스에 ${kind} ${namespace}/${name} 참조를 허용하는 ReferenceGrant가 없습니다`,
  };
}

/** Whether two listeners can be together (istio: gatewaycommon/listener_conflict.go). */
function areDistinct({ port, listener: a }: ApiListener, { port: other, listener: b }: ApiListener): boolean {
  if (port !== other) return true;
  const [ofA, ofB] = [a, b].map(({ protocol }) => LAYERS.find((layer) => layer.includes(protocol)));
  if (!ofA || !ofB) return a.protocol !== b.protocol;
  return ofA.includes('HTTP') && ofA === ofB && (a.hostname ?? '*') !== (b.hostname ?? '*');
}

const LAYERS = [
  ['HTTP', 'HTTPS', 'TLS'],
  ['TCP', 'UDP'],
];

function conflict({ object, field }: ApiListener, { listener }: ApiListener): Refusal {
  const did = {
    en: `the listener ${listener.name} has this port and host name before it`,
    ko: `이 포트와 호스트를 먼저 차지한 리스너가 있습니다: ${listener.name}`,
  };
  return { object, field, did };
}
