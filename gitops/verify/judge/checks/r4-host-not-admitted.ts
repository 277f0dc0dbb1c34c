import { fullName } from '../../see/objects/kubernetes-object.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { holdersOf } from '../../model/sync/applications.ts';
import { gatewayServersOf } from '../../model/trace/gateways.ts';
import { admits } from '../../model/host-patterns.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { isVisibleTo, openTo, routesOf, speakersOf, strangersOf, virtualServicesOf } from '../../model/trace/routes.ts';
import { check } from '../check.ts';
import { gatewaysOf } from '../../model/relations.ts';
import type { Observation } from '../../model/finding.ts';
import type { Gateway, VirtualService } from '../../see/objects/istio.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';

export const r4 = check({
  code: 'R4',
  title: {
    en: 'the Gateway does not admit the host of the VirtualService',
    ko: 'Gateway가 VirtualService의 호스트를 받지 않습니다',
  },
  means: {
    en: 'The VirtualService names the Gateway, but has no effect there for this host: the gateway answers 404.',
    ko: 'VirtualService가 Gateway를 지정했지만 이 호스트에는 효력이 없어, 게이트웨이가 404로 응답합니다.',
  },
  remedy: {
    en: 'Make the hosts of both the same. `namespace/host` in a Gateway admits VirtualServices of that namespace only; `exportTo` must include the namespace of the gateway Pods.',
    ko: '양쪽의 호스트를 일치시키세요. Gateway에 `네임스페이스/호스트`로 적으면 그 네임스페이스의 VirtualService만 받습니다. `exportTo`에는 게이트웨이 Pod의 네임스페이스가 들어 있어야 합니다.',
  },
  // Where no Gateway admits the host at all, none of its VirtualServices can be bound.
  consequenceOf: ['T15'],
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
  *judge(view) {
    for (const { virtualService, hosts } of speakersOf(view))
      for (const gateway of boundGateways(view, virtualService)) {
        const refused = hosts.filter((name) => refusal(view, virtualService, gateway, name) !== undefined);
        const why = refused.flatMap((name) => refusal(view, virtualService, gateway, name) ?? [])[0];
        if (why) yield observe(view, virtualService, gateway, refused, why);
      }
    yield* strangers(view);
  },
});

function boundGateways(view: View, virtualService: VirtualService): readonly Gateway[] {
  return gatewaysOf(virtualService).flatMap((named) => {
    const [namespace = '', name] = named.split('/');
    return name === undefined ? [] : (view.get('Gateway', namespace, name) ?? []);
  });
}

/** Why a Gateway does not admit a host of a VirtualService that names it. */
function refusal(view: View, virtualService: VirtualService, gateway: Gateway, name: string): Text | undefined {
  const { namespace = '' } = virtualService.metadata;
  const servers = gateway.spec.servers ?? [];
  const words = [...new Set(servers.flatMap(({ hosts }) => hosts))].join(', ');
  const isOpen = servers.some((server) => openTo(server, gateway, namespace).some((each) => admits(each, name)));
  if (isOpen)
    return isVisibleTo(view, virtualService, gateway)
      ? undefined
      : {
          en: `is not visible to the Pods of Gateway ${fullName(gateway)}: exportTo is ${(virtualService.spec.exportTo ?? []).join(', ')}`,
          ko: `Gateway ${fullName(gateway)}의 Pod에는 보이지 않습니다. exportTo: ${(virtualService.spec.exportTo ?? []).join(', ')}`,
        };
  const isPrefix = gatewayServersOf(view, name).some((each) => each.gateway === gateway);
  return isPrefix
    ? {
        en: `Gateway ${fullName(gateway)} admits ${words}: not from namespace ${namespace}`,
        ko: `Gateway ${fullName(gateway)}에서 받는 것은 ${words}뿐이며, ${namespace} 네임스페이스에서는 받지 않습니다`,
      }
    : {
        en: `Gateway ${fullName(gateway)} admits ${words}: not ${name}`,
        ko: `Gateway ${fullName(gateway)}에서 받는 것은 ${words}뿐이며, ${name} 호스트는 받지 않습니다`,
      };
}

/** VirtualServices that name the Gateway of a host without any route, but have other hosts: probably misspelled. */
function* strangers(view: View): Iterable<Observation> {
  for (const name of hostsOf(view)) {
    if (virtualServicesOf(view, name).length > 0) continue;
    for (const { virtualService, gateway } of strangersOf(view, name)) {
      const hosts = (virtualService.spec.hosts ?? []).join(', ');
      const admitted = [...new Set((gateway.spec.servers ?? []).flatMap((server) => server.hosts))].join(', ');
      yield observe(view, virtualService, gateway, [name], {
        en: `has ${hosts}; Gateway ${fullName(gateway)} admits ${admitted}`,
        ko: `호스트는 ${hosts}인데, Gateway ${fullName(gateway)}에서 받는 것은 ${admitted}입니다`,
      });
    }
  }
}

function observe(
  view: View,
  virtualService: VirtualService,
  gateway: Gateway,
  hosts: readonly string[],
  seen: Text,
): Observation {
  const reference = referenceTo('VirtualService', virtualService);
  // Another Gateway may admit it on all ports.
  const isServed = hosts.every((name) =>
    gatewayServersOf(view, name).every(({ server }) =>
      routesOf(view, name, server.port.number).includes(virtualService),
    ),
  );
  const hasOther = hosts.every((name) => routesOf(view, name).includes(virtualService));
  return {
    object: reference,
    level: isServed && hasOther ? 'warning' : 'error',
    ...onItsWay(settlingOf(view, [virtualService, gateway])),
    field: seen.en.includes('exportTo is') ? 'spec.exportTo' : 'spec.hosts',
    seen,
    touches: [...hosts.map(host), referenceTo('Gateway', gateway), ...holdersOf(view, reference)],
  };
}
