import { fullName } from '../../see/objects/kubernetes-object.ts';
import { settlingOf } from '../../model/trace/settling.ts';
import { onItsWay } from '../../model/moving.ts';
import { endsTls, gatewayServersOf } from '../../model/trace/gateways.ts';
import { isBoundTo, virtualServicesOf } from '../../model/trace/routes.ts';
import { checkOfVirtualService, touchedByRoute } from '../shapes.ts';
import type { VirtualService } from '../../see/objects/istio.ts';
import { referenceTo } from '../../model/reference.ts';
import { gatewaysOf, httpRoutesForHost, ingressesForHost } from '../../model/relations.ts';
import type { View } from '../../see/view.ts';

export const r2 = checkOfVirtualService({
  code: 'R2',
  title: {
    en: 'the VirtualService of a public host names no Gateway',
    ko: '공개 호스트의 VirtualService에 Gateway가 지정되어 있지 않습니다',
  },
  means: {
    en: 'Without `gateways` it applies inside the mesh only. From outside the host answers 404, with a valid certificate.',
    ko: '`gateways`가 없으면 메시 안에서만 적용됩니다. 인증서는 유효하지만 외부에서 접속하면 404가 나옵니다.',
  },
  remedy: {
    en: 'Name the Gateway in `spec.gateways`, as `namespace/name`.',
    ko: '`spec.gateways`에 Gateway를 `네임스페이스/이름`으로 지정하세요.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
  find(view, { virtualService, hosts }) {
    if (!isForMeshOnly(virtualService)) return undefined;
    const lost = hosts.filter((name) => gatewayServersOf(view, name).length > 0 && !isServedOtherwise(view, name));
    if (lost.length === 0) return undefined;
    const gateways = [...new Set(lost.flatMap((name) => gatewayServersOf(view, name)).map(({ gateway }) => gateway))];
    const words = gateways.map(fullName);
    const references = gateways.map((gateway) => referenceTo('Gateway', gateway));
    return {
      ...onItsWay(settlingOf(view, gateways)),
      field: 'spec.gateways',
      seen: {
        en: `is bound to the mesh only; ${lost.join(', ')} is admitted by Gateway ${words.join(', ')}`,
        ko: `메시에만 연결되어 있습니다. ${lost.join(', ')} 호스트를 받는 Gateway: ${words.join(', ')}`,
      },
      touches: [...touchedByRoute(view, virtualService, lost), ...references],
    };
  },
});

function isForMeshOnly(virtualService: VirtualService): boolean {
  return gatewaysOf(virtualService).every((gateway) => gateway === 'mesh');
}

/**
 * Whether the gateway has another route for the host, so that a VirtualService for the mesh is no mistake. Where there
 * is a server with TLS, the route must be there: one on port 80 may only redirect.
 */
function isServedOtherwise(view: View, name: string): boolean {
  const servers = gatewayServersOf(view, name);
  const secure = servers.filter(({ server }) => endsTls(server));
  const virtualServices = virtualServicesOf(view, name);
  return (
    (secure.length > 0 ? secure : servers).every(({ gateway }) =>
      virtualServices.some((virtualService) => isBoundTo(virtualService, gateway)),
    ) ||
    view.list(httpRoutesForHost(name)).some(({ spec }) => spec.hostnames?.includes(name)) ||
    view.list(ingressesForHost(name)).some(({ spec }) => spec.rules?.some((rule) => rule.host === name))
  );
}
