import { fullName } from '../../see/objects/kubernetes-object.ts';
import { gatewayServersOf } from '../../model/trace/gateways.ts';
import { exactness } from '../../model/host-patterns.ts';
import { isBoundTo, openTo, routesOf } from '../../model/trace/routes.ts';
import { checkOfVirtualService } from '../shapes.ts';
import { host, referenceTo } from '../../model/reference.ts';

export const r3 = checkOfVirtualService({
  code: 'R3',
  title: {
    en: 'a VirtualService for every host of a shared Gateway',
    ko: '여러 호스트가 쓰는 Gateway에서 모든 호스트를 받는 VirtualService가 있습니다',
  },
  means: {
    en: 'With host `*` it answers for every host that has no VirtualService of its own. While a challenge is open, the rest of that host answers 404 on port 80.',
    ko: '호스트가 `*`이면 전용 VirtualService가 없는 모든 호스트의 요청에 응답합니다. 챌린지가 진행되는 동안 그 호스트의 나머지 경로는 80번 포트에서 404로 응답합니다.',
  },
  remedy: {
    en: 'Write the host itself in `spec.hosts`.',
    ko: '`spec.hosts`에 실제 호스트 이름을 적으세요.',
  },
  level: 'warning',
  source: 'measured; https://istio.io/latest/docs/ops/best-practices/traffic-management/',
  find(view, { virtualService, hosts }) {
    const index = (virtualService.spec.hosts ?? []).indexOf('*');
    if (index < 0) return undefined;
    const { namespace = '' } = virtualService.metadata;
    const wide = hosts
      .filter((name) => routesOf(view, name).includes(virtualService))
      .flatMap((name) => gatewayServersOf(view, name).map(({ gateway, server }) => ({ name, gateway, server })))
      .filter(({ gateway }) => isBoundTo(virtualService, gateway))
      // Where the Gateway itself names the host, the two mean the same.
      .filter(({ gateway, server }) => openTo(server, gateway, namespace).every((each) => exactness(each) < Infinity));
    const [first] = wide;
    if (!first) return undefined;
    const names = [...new Set(wide.map(({ name }) => name))];
    const gateway = fullName(first.gateway);
    return {
      field: `spec.hosts[${index}]`,
      seen: {
        en: `host * on Gateway ${gateway}, which admits ${first.server.hosts.join(', ')}, answers for ${names.join(', ')}`,
        ko: `${first.server.hosts.join(', ')} 호스트를 받는 Gateway ${gateway}에서 호스트를 *로 두어 다음 이름에도 응답합니다: ${names.join(', ')}`,
      },
      touches: [...names.map(host), ...wide.map((each) => referenceTo('Gateway', each.gateway))],
    };
  },
});
