import { ageOf } from '../../model/time.ts';
import { certificatesFor } from '../../model/issuance/certificates.ts';
import { gatewayApiListeners, secretsOfListener } from '../../model/trace/gateways.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { HANDED_OVER, renewalOf } from '../../model/issuance/issued-certificate.ts';
import { conditionText, faultOf, refusalText } from '../../model/trace/gateway-api/conditions.ts';
import { controllerOf } from '../../model/trace/gateway-api/controller.ts';
import { listenersOf } from '../../model/trace/gateway-api/listeners.ts';
import type { Refusal } from '../../model/trace/rule.ts';
import type { Text } from '#program/language.ts';
import { inBoth } from '../in-both.ts';
import { isTaken, listenersFor } from '../../model/trace/tls-terminations.ts';
import { onItsWay } from '../../model/moving.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Condition } from '../../see/objects/kubernetes-object.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

type Listener = ReturnType<typeof gatewayApiListeners>[number];

export const t14 = check({
  code: 'T14',
  title: {
    en: 'a listener of the Gateway (Gateway API) does not work',
    ko: 'Gateway(Gateway API)의 리스너가 동작하지 않습니다',
  },
  means: {
    en: 'The controller of the Gateway does not serve this listener, for the reason that it gives.',
    ko: '컨트롤러가 메시지에 적힌 이유로 이 리스너를 적용하지 않습니다.',
  },
  remedy: {
    en: 'Correct what the message names. A Secret of another namespace needs a ReferenceGrant there; a Secret that is still being issued will come by itself.',
    ko: '메시지가 가리키는 것을 고치세요. Secret이 다른 네임스페이스에 있다면 그곳에 ReferenceGrant가 있어야 합니다. 아직 발급 중인 Secret이라면 기다리면 됩니다.',
  },
  mayPass: true,
  consequenceOf: [...SYNC_CAUSES, 'C*', 'T1', 'T2'],
  source: 'measured; https://gateway-api.sigs.k8s.io/reference/spec/#listenerconditiontype',
  *judge(view) {
    for (const name of hostsOf(view))
      for (const each of listenersFor(view, name)) {
        const said = saidOfListener(each);
        const refusal = refusalOf(view, each);
        const ofWhole = said ? undefined : saidOfWhole(view, each);
        if (said) yield observe(view, name, each, true, inBoth`${saidText(said)}${addition(refusal)}`);
        else if (ofWhole) yield observe(view, name, each, false, untakenText(each, ofWhole));
        // What lacks a Secret is T1.
        else if (refusal && !isOfSecret(refusal))
          yield observe(
            view,
            name,
            each,
            true,
            isReported(each) ? inBoth`${refusal.did}${ALTHOUGH}` : refusal.did,
            refusal.field,
          );
      }
  },
});

type Said = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** What the controller reports against a listener; undefined where it is fine. */
function saidOfListener({ gateway, listener }: Listener): Said | undefined {
  return faultOf(gateway, gateway.status?.listeners?.find((each) => each.name === listener.name)?.conditions);
}

function isReported({ gateway, listener }: Listener): boolean {
  return (
    gateway.status?.listeners?.some(({ name, conditions = [] }) => name === listener.name && conditions.length > 0) ??
    false
  );
}

/** The same for the Gateway as a whole, which may have no controller. */
function saidOfWhole(view: View, { gateway }: Listener): Said | undefined {
  const { conditions = [], listeners = [] } = gateway.status ?? {};
  // Where a listener is at fault, the finding is about that listener.
  if (listeners.some((each) => faultOf(gateway, each.conditions))) return undefined;
  if (isTaken(gateway)) return faultOf(gateway, conditions);
  const age = ageOf(view, gateway.metadata.creationTimestamp, 0);
  return age > HANDED_OVER ? { type: 'Accepted', status: 'Unknown', ...conditions[0] } : undefined;
}

/** Why istiod does not serve a listener, as far as that follows from the objects. */
function refusalOf(view: View, { gateway, listener }: Listener): Refusal | undefined {
  if (controllerOf(view, gateway).is !== 'Istio') return undefined;
  const field = `spec.listeners[${gateway.spec.listeners?.indexOf(listener) ?? 0}]`;
  return listenersOf(view, gateway).find((each) => each.object.kind === 'GatewayApiGateway' && each.field === field)
    ?.refusal;
}

function saidText({ type, status, ...said }: Said): string {
  const words = conditionText(said);
  const quoted = said.reason ? `/${words}` : words && ` ${words}`;
  return `${type}=${status}${quoted}`;
}

function untakenText({ gateway }: Listener, said: Said): Text {
  const { gatewayClassName } = gateway.spec;
  const untaken =
    said.status === 'Unknown'
      ? {
          en: `no controller handles class ${gatewayClassName}: `,
          ko: `${gatewayClassName} 클래스를 처리하는 컨트롤러가 없습니다: `,
        }
      : { en: '', ko: '컨트롤러의 메시지: ' };
  return inBoth`${untaken}${saidText(said)}`;
}

/** What follows from the objects, beside the controller's words. */
function addition(refusal: Refusal | undefined): Text {
  return refusal ? inBoth`; ${refusalText(refusal)}` : { en: '', ko: '' };
}

const ALTHOUGH: Text = {
  en: ', although the controller reports nothing of it',
  ko: '. 그런데 컨트롤러의 메시지는 없습니다',
};

function isOfSecret({ object, field = '' }: Refusal): boolean {
  return object.kind === 'Certificate' || /\.certificateRefs\[\d+\]$/.test(field);
}

function observe(
  view: View,
  name: string,
  { gateway, listener }: Listener,
  isOfListener: boolean,
  words: Text,
  field = isOfListener ? `spec.listeners[${gateway.spec.listeners?.indexOf(listener) ?? 0}]` : 'spec',
): Observation {
  const certificates = secretsOfListener(gateway, listener).flatMap((secret) =>
    certificatesFor(view, secret.namespace, secret.name),
  );
  const about = { en: `listener ${listener.name} for ${name}: `, ko: `${name}의 리스너 ${listener.name}: ` };
  const { namespace = '', name: own } = gateway.metadata;
  return {
    object: referenceTo('GatewayApiGateway', gateway),
    field,
    ...onItsWay(renewalOf(view, certificates)),
    seen: isOfListener ? inBoth`${about}${words}` : words,
    next: [`kubectl describe gateways.gateway.networking.k8s.io ${own} -n ${namespace}`],
    touches: [host(name), ...certificates.map((certificate) => referenceTo('Certificate', certificate))],
  };
}
