import { fullName } from '../../see/objects/kubernetes-object.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { gatewayServersOf } from '../../model/trace/gateways.ts';
import { isBoundTo } from '../../model/trace/routes.ts';
import { checkOfVirtualService, touchedByRoute } from '../shapes.ts';
import { gatewaysOf } from '../../model/relations.ts';
import { referenceTo } from '../../model/reference.ts';

export const r1 = checkOfVirtualService({
  code: 'R1',
  title: {
    en: 'the VirtualService names a Gateway that does not exist',
    ko: 'VirtualService가 지정한 Gateway가 없습니다',
  },
  means: {
    en: 'Istio silently ignores the binding: the host answers 404 from outside, with a valid certificate.',
    ko: 'Istio는 없는 Gateway를 조용히 무시합니다. 인증서는 유효하지만 외부에서 접속하면 404가 나옵니다.',
  },
  remedy: {
    en: 'Write the Gateway as `namespace/name`. A bare name means the namespace of the VirtualService.',
    ko: 'Gateway를 `네임스페이스/이름`으로 적으세요. 이름만 적으면 VirtualService와 같은 네임스페이스로 간주합니다.',
  },
  consequenceOf: ['G3'],
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  find(view, { virtualService, hosts }) {
    const servers = hosts.flatMap((name) => gatewayServersOf(view, name));
    const isBound = servers.some(({ gateway }) => isBoundTo(virtualService, gateway));
    if (servers.length === 0) return undefined;
    return gatewaysOf(virtualService).flatMap((gateway, index) => {
      const [namespace = '', name] = gateway.split('/');
      if (name === undefined || !view.isAbsent('Gateway', namespace, name)) return [];
      const namesakes = servers.filter((each) => each.gateway.metadata.name === name);
      // A wrong name beside a Gateway that works does no harm.
      if (namesakes.length === 0 && isBound) return [];
      const others = (namesakes.length > 0 ? namesakes : servers).map((each) => each.gateway);
      const words = [...new Set(others.map(fullName))];
      const references = others.map((other) => referenceTo('Gateway', other));
      return {
        ...onItsWay(settlingOf(view, others)),
        field: `spec.gateways[${index}]`,
        seen: {
          en: `Gateway ${gateway} does not exist; ${hosts.join(', ')} is admitted by ${words.join(', ')}`,
          ko: `Gateway가 없습니다: ${gateway}. ${hosts.join(', ')} 호스트를 받는 Gateway: ${words.join(', ')}`,
        },
        next: ['kubectl get gateways.networking.istio.io --all-namespaces'],
        touches: [...touchedByRoute(view, virtualService, hosts), ...references],
      };
    });
  },
});
