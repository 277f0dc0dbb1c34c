import { byAge, fullName } from '../../see/objects/kubernetes-object.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { gatewayPods, type GatewayServer, speaksTls } from '../../model/trace/gateways.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { scopedHost } from '../../model/trace/placed-server.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { withoutNamespace } from '../../model/host-patterns.ts';
import { hasSelector, tlsTerminationsOf } from '../../model/trace/tls-terminations.ts';
import { touchedByTls } from '../../model/trace/tls-certificates.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { referenceTo } from '../../model/reference.ts';
import { credentialsOf, gatewaysForHost } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const t5 = check({
  code: 'T5',
  title: { en: 'two Gateways claim one host and port', ko: '두 Gateway가 같은 호스트와 포트를 지정했습니다' },
  means: {
    en: 'istiod takes the older Gateway and leaves out the whole server of the other one: its certificate, its routes and its other hosts. No status says so.',
    ko: 'istiod는 더 오래된 Gateway만 적용하고, 다른 쪽 서버는 인증서, 라우트, 다른 호스트까지 통째로 무시합니다. 이 문제는 status 어디에도 나오지 않습니다.',
  },
  remedy: {
    en: 'Keep one server for each host and port; delete the other, or give it another host.',
    ko: '호스트와 포트마다 서버를 하나만 두세요. 다른 쪽은 지우거나 호스트를 바꾸세요.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/reference/config/analysis/ist0145/',
  *judge(view) {
    for (const { name, older, younger } of rivals(view))
      if (formOf(older, name) === formOf(younger, name)) yield observe(view, name, older, younger);
  },
});

export const t20 = check({
  code: 'T20',
  title: {
    en: 'two servers have one host with different namespaces, so Envoy refuses the port',
    ko: '두 서버가 같은 호스트를 다른 네임스페이스로 받아 Envoy가 포트 전체를 거부합니다',
  },
  means: {
    en: 'istiod takes `host` and `namespace/host` for two hosts and sends both; Envoy refuses the whole listener. Until that is mended no change reaches the port, for any host; a gateway that starts anew does not open it.',
    ko: 'istiod는 `host`와 `네임스페이스/host`를 서로 다른 호스트로 보고 둘 다 보내지만, Envoy는 리스너 전체를 거부합니다. 고칠 때까지 이 포트의 모든 호스트에 변경이 반영되지 않고, 새로 시작한 게이트웨이는 포트를 열지 못합니다.',
  },
  remedy: {
    en: 'Keep one server for the host and port, or write the host in both with the same namespace: then istiod leaves the younger one out (T5).',
    ko: '호스트와 포트마다 서버를 하나만 두세요. 둘을 같은 네임스페이스로 적으면 istiod가 더 새로운 쪽을 적용하지 않습니다(T5).',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
  *judge(view) {
    for (const { name, older, younger } of rivals(view)) {
      const [first, second] = [formOf(older, name), formOf(younger, name)];
      if (first === second) continue;
      const { number } = younger.server.port;
      yield {
        object: referenceTo('Gateway', younger.gateway),
        field: `spec.servers[${younger.index}].hosts`,
        ...onItsWay(settlingOf(view, [younger.gateway])),
        seen: {
          en: `port ${number} has ${second} here and ${first} in ${placeOf(older)}`,
          ko: `${number}번 포트의 호스트가 여기서는 ${second}이고 ${placeOf(older)}에서는 ${first}입니다`,
        },
        next: ['kubectl get gateways.networking.istio.io -A -o yaml'],
        touches: [...touchedByTls(view, name, tlsTerminationsOf(view, name)), referenceTo('Gateway', older.gateway)],
      };
    }
  },
});

/**
 * Each server that names a judged host which an older server on the same port has, with the first of these: of those
 * that have it in the same form, which leave it out, or else of those that Envoy refuses it beside.
 */
function* rivals(
  view: View,
): Generator<{ readonly name: string; readonly older: GatewayServer; readonly younger: GatewayServer }> {
  for (const name of hostsOf(view)) {
    const claims = claimsOf(view, name);
    for (const [index, younger] of claims.entries()) {
      const all = claims.slice(0, index).filter((each) => meet(view, each, younger));
      const [older] = [...all.filter((each) => formOf(each, name) === formOf(younger, name)), ...all];
      if (older) yield { name, older, younger };
    }
  }
}

/** How a server has a host, as istiod compares it. */
function formOf({ gateway, server }: GatewayServer, name: string): string {
  const forms = server.hosts.map((each) => scopedHost(each, gateway.metadata.namespace ?? ''));
  return forms.find((each) => withoutNamespace(each).toLowerCase() === name) ?? name;
}

function placeOf({ gateway, index }: GatewayServer): string {
  return `${fullName(gateway)} servers[${index}]`;
}

/** The servers that name the host itself and speak TLS, as istiod sorts them: by age, then by name. */
function claimsOf(view: View, name: string): readonly GatewayServer[] {
  return view
    .list(gatewaysForHost(name))
    .filter((gateway) => hasSelector(gateway))
    .flatMap((gateway) => (gateway.spec.servers ?? []).map((server, index) => ({ gateway, server, index })))
    .filter(
      ({ server }) =>
        speaksTls(server) && server.hosts.some((pattern) => withoutNamespace(pattern).toLowerCase() === name),
    )
    .sort((a, b) => byAge(a.gateway, b.gateway) || a.index - b.index);
}

/** Whether both servers are on the same port of the same Pods. */
function meet(view: View, a: GatewayServer, b: GatewayServer): boolean {
  const pods = new Set(gatewayPods(view, a.gateway));
  return a.server.port.number === b.server.port.number && gatewayPods(view, b.gateway).some((pod) => pods.has(pod));
}

function observe(view: View, name: string, winner: GatewayServer, loser: GatewayServer): Observation {
  const ends = tlsTerminationsOf(view, name).filter(({ istio }) => istio?.gateway === loser.gateway);
  const isSame =
    credentialsOf(winner.server).join() === credentialsOf(loser.server).join() &&
    loser.server.hosts.every((pattern) => winner.server.hosts.includes(pattern));
  const level = holdersOf(view, referenceTo('Gateway', loser.gateway)).length > 0 && !isSame ? 'error' : 'warning';
  const { number } = loser.server.port;
  return {
    object: referenceTo('Gateway', loser.gateway),
    field: `spec.servers[${loser.index}].hosts`,
    level,
    ...onItsWay(settlingOf(view, [winner.gateway])),
    seen: {
      en: `${name} on port ${number} is taken by the older Gateway ${placeOf(winner)}; ${placeOf(loser)} is left out`,
      ko: `${name}의 ${number}번 포트에는 더 오래된 Gateway가 적용되고(${placeOf(winner)}), 나머지는 무시됩니다(${placeOf(loser)})`,
    },
    next: [`kubectl get gateways.networking.istio.io -A --sort-by=.metadata.creationTimestamp`],
    touches: [...touchedByTls(view, name, ends), referenceTo('Gateway', winner.gateway)],
  };
}
