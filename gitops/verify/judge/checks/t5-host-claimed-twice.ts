import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { gatewayPods, type Entrance, speaksTls } from '../../model/trace/gateways.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { withoutNamespace } from '../../model/host-patterns.ts';
import { hasSelector, tlsEndsOf } from '../../model/trace/tls-ends.ts';
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
    ko: 'istiod는 더 오래된 Gateway만 적용하고, 다른 쪽 서버는 인증서, 라우트, 다른 호스트까지 통째로 무시합니다. status 어디에도 나타나지 않습니다.',
  },
  remedy: {
    en: 'Keep one server for each host and port; delete the other, or give it another host.',
    ko: '호스트와 포트마다 서버를 하나만 두세요. 다른 쪽은 지우거나 호스트를 바꾸세요.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/reference/config/analysis/ist0145/',
  *judge(view) {
    for (const name of hostsOf(view)) {
      const claims = claimsOf(view, name);
      for (const [index, loser] of claims.entries()) {
        const winner = claims.slice(0, index).find((older) => meet(view, older, loser));
        if (winner) yield observe(view, name, winner, loser);
      }
    }
  },
});

/** The servers that name the host itself and speak TLS, as istiod sorts them: by age, then by name. */
function claimsOf(view: View, name: string): readonly Entrance[] {
  const orderOf = ({ gateway: { metadata } }: Entrance) =>
    `${metadata.creationTimestamp ?? ''} ${metadata.name}.${metadata.namespace ?? ''}`;
  return view
    .list(gatewaysForHost(name))
    .filter((gateway) => hasSelector(gateway))
    .flatMap((gateway) => (gateway.spec.servers ?? []).map((server, index) => ({ gateway, server, index })))
    .filter(
      ({ server }) =>
        speaksTls(server) && server.hosts.some((pattern) => withoutNamespace(pattern).toLowerCase() === name),
    )
    .sort((a, b) => orderOf(a).localeCompare(orderOf(b), 'en') || a.index - b.index);
}

/** Whether both servers are on the same port of the same Pods. */
function meet(view: View, a: Entrance, b: Entrance): boolean {
  const pods = new Set(gatewayPods(view, a.gateway));
  return a.server.port.number === b.server.port.number && gatewayPods(view, b.gateway).some((pod) => pods.has(pod));
}

function observe(view: View, name: string, winner: Entrance, loser: Entrance): Observation {
  const words = ({ gateway: { metadata }, index }: Entrance) =>
    `${metadata.namespace ?? ''}/${metadata.name} servers[${index}]`;
  const ends = tlsEndsOf(view, name).filter(({ entrance }) => entrance?.gateway === loser.gateway);
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
      en: `${name} on port ${number} is taken by the older Gateway ${words(winner)}; ${words(loser)} is left out`,
      ko: `${name}의 ${number}번 포트에는 더 오래된 Gateway가 적용되고(${words(winner)}), 나머지는 무시됩니다(${words(loser)})`,
    },
    next: [`kubectl get gateways.networking.istio.io -A --sort-by=.metadata.creationTimestamp`],
    touches: [...touchedByTls(view, name, ends), referenceTo('Gateway', winner.gateway)],
  };
}
