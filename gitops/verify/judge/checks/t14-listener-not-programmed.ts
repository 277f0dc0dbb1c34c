import { ageOf } from '../../model/time.ts';
import { certificatesFor } from '../../model/issuance/certificates.ts';
import { gatewayApiListeners, secretsOfListener } from '../../model/trace/gateways.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { HANDED_OVER, renewalOf } from '../../model/issuance/issued-certificate.ts';
import { isTaken, listenersFor } from '../../model/trace/tls-ends.ts';
import { onItsWay } from '../../model/moving.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import type { Condition } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
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
        const ofWhole = saidOfWhole(view, each);
        const ofListener = saidOfListener(each);
        if (ofListener) yield observe(view, name, each, ofListener, true);
        else if (ofWhole) yield observe(view, name, each, ofWhole, false);
      }
  },
});

type Said = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** What the controller reports against a listener; undefined where it is fine. */
function saidOfListener({ gateway, listener }: Listener): Said | undefined {
  const { conditions = [] } = gateway.status?.listeners?.find((each) => each.name === listener.name) ?? {};
  // A reference that is not resolved says more than the listener that is not programmed because of it.
  return conditions.filter((condition) => isBad(gateway, condition)).sort((a, b) => rank(a) - rank(b))[0];
}

/** The same for the Gateway as a whole, which may have no controller. */
function saidOfWhole(view: View, { gateway }: Listener): Said | undefined {
  const { conditions = [] } = gateway.status ?? {};
  const ofListeners = (gateway.status?.listeners ?? []).flatMap((each) => each.conditions ?? []);
  // Where a listener is at fault, the finding is about that listener.
  if (ofListeners.some((condition) => isBad(gateway, condition))) return undefined;
  if (isTaken(gateway)) return conditions.find((condition) => isBad(gateway, condition));
  const age = ageOf(view, gateway.metadata.creationTimestamp, 0);
  return age > HANDED_OVER ? { type: 'Accepted', status: 'Unknown', ...conditions[0] } : undefined;
}

function isBad({ metadata }: Listener['gateway'], { type, status, observedGeneration }: Condition): boolean {
  if (observedGeneration !== undefined && observedGeneration < (metadata.generation ?? 0)) return false;
  if (type === 'Conflicted') return status === 'True';
  return ['Accepted', 'ResolvedRefs', 'Programmed'].includes(type) && status === 'False';
}

function rank({ type }: Condition): number {
  return ['ResolvedRefs', 'Conflicted', 'Accepted', 'Programmed'].indexOf(type);
}

function observe(
  view: View,
  name: string,
  { gateway, listener }: Listener,
  { type, status, reason = '', message = '' }: Said,
  isOfListener: boolean,
): Observation {
  const certificates = secretsOfListener(gateway, listener).flatMap((secret) =>
    certificatesFor(view, secret.namespace, secret.name),
  );
  const index = gateway.spec.listeners?.indexOf(listener) ?? 0;
  const words = `${type}=${status}${reason && `/${reason}`}${message && ` ${quote(message, 240)}`}`;
  const { gatewayClassName } = gateway.spec;
  const untaken =
    status === 'Unknown'
      ? {
          en: `no controller handles class ${gatewayClassName}: `,
          ko: `${gatewayClassName} 클래스를 처리하는 컨트롤러가 없습니다: `,
        }
      : { en: '', ko: '컨트롤러의 메시지: ' };
  const { namespace = '', name: own } = gateway.metadata;
  return {
    object: referenceTo('GatewayApiGateway', gateway),
    field: isOfListener ? `spec.listeners[${index}]` : 'spec',
    ...onItsWay(renewalOf(view, certificates)),
    seen: {
      en: isOfListener ? `listener ${listener.name} for ${name}: ${words}` : `${untaken.en}${words}`,
      ko: isOfListener ? `${name}의 리스너 ${listener.name}: ${words}` : `${untaken.ko}${words}`,
    },
    next: [`kubectl describe gateways.gateway.networking.k8s.io ${own} -n ${namespace}`],
    touches: [host(name), ...certificates.map((certificate) => referenceTo('Certificate', certificate))],
  };
}
