import { fullName } from '../../see/objects/kubernetes-object.ts';
import { withoutNamespace } from '../host-patterns.ts';
import { credentialsOf, secretOfCredential, gatewaysOf, virtualServicesForHost } from '../relations.ts';
import type { View } from '../../see/view.ts';
import { hasClientCa } from './client-ca.ts';
import { serverField, type PlacedServer } from './placed-server.ts';
import { secretStep } from './secret-step.ts';
import type { Outcome, Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';

/** What comes of a TLS connection to a server. */
type TlsResult =
  /** TLS ends at the gateway. */
  | { readonly is: 'open'; readonly steps: readonly Step[] }
  | { readonly is: 'ended'; readonly outcome: Outcome; readonly steps: readonly Step[] };

/** What a server does with a TLS connection for a name, from somebody without a certificate of his own. */
export function tlsAt(view: View, proxy: Proxy, placed: PlacedServer, host: string): TlsResult {
  const { mode = 'SIMPLE' } = placed.server.tls ?? {};
  const field = serverField(placed, 'tls.mode');
  if (!['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode))
    return {
      ...{ is: 'ended', outcome: { end: 'unknown' } },
      steps: [{ object: placed.object, field, did: { en: `TLS mode ${mode}`, ko: `TLS 모드 ${mode}` } }],
    };
  const steps = credentialSteps(view, proxy, placed);
  const missing = steps.find(({ isMissing }) => isMissing);
  if (missing) return { is: 'ended', outcome: { end: 'reset' }, steps: [missing] };
  if (mode === 'SIMPLE') return { is: 'open', steps };
  if (hasClientCa(view, placed.server, proxy.namespace, host) === false) {
    const did = {
      en: `${mode} needs a CA, and there is neither ca.crt in the Secret nor a Secret with -cacert`,
      ko: `${mode}에는 CA가 필요한데, Secret에 ca.crt가 없고 -cacert로 끝나는 Secret도 없습니다`,
    };
    return { is: 'ended', outcome: { end: 'reset' }, steps: [{ object: placed.object, field, did, reason: 'no CA' }] };
  }
  if (mode !== 'MUTUAL') return { is: 'open', steps };
  const did = {
    en: 'it asks callers for a certificate of their own, and ends connections without one',
    ko: '클라이언트 인증서를 요구하며, 없으면 연결을 끊습니다',
  };
  return {
    is: 'ended',
    outcome: { end: 'no client certificate' },
    steps: [...steps, { object: placed.object, field, did }],
  };
}

/** The Secrets of a server, and whether one is surely missing. */
function credentialSteps(view: View, proxy: Proxy, placed: PlacedServer): readonly ReturnType<typeof secretStep>[] {
  const at = { object: placed.object, field: serverField(placed, 'tls.credentialName') };
  return credentialsOf(placed.server).map((credential) =>
    secretStep(view, at, secretOfCredential(credential, proxy.namespace)),
  );
}

/** Why a server that is for routes other than those of HTTP takes nothing for a name. */
export function notRouted(view: View, placed: PlacedServer, host: string): Step {
  const { port, tls } = placed.server;
  if (tls?.mode !== 'PASSTHROUGH') {
    const did = {
      en: `with the protocol ${port.protocol} only tcp routes count, and no one takes ${host}`,
      ko: `프로토콜이 ${port.protocol}이면 tcp 라우트만 쓰이는데, ${host} 호스트의 tcp 라우트가 없습니다`,
    };
    return { object: placed.object, field: serverField(placed, 'port.protocol'), did };
  }
  const bound = view.list(virtualServicesForHost(host)).filter((each) => gatewaysOf(each).includes(placed.gateway));
  const [other] = bound.filter(({ spec }) => (spec.http ?? []).length > 0);
  const did = other
    ? {
        en: `PASSTHROUGH: no tls route takes ${host}; the http rules of VirtualService ${fullName(other)} are not looked at`,
        ko: `PASSTHROUGH인데 ${host} 호스트의 tls 라우트가 없습니다. VirtualService ${fullName(other)}의 http 규칙은 쓰이지 않습니다`,
      }
    : { en: `PASSTHROUGH: no tls route takes ${host}`, ko: `PASSTHROUGH인데 ${host} 호스트의 tls 라우트가 없습니다` };
  return { object: placed.object, field: serverField(placed, 'tls.mode'), did, reason: 'no tls route' };
}

/** The hosts of a server in words. */
export function hostsText({ hosts }: PlacedServer): string {
  return [...new Set(hosts.map(withoutNamespace))].join(', ');
}
