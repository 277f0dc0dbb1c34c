import { holdersOf, ownObjects } from '../../model/sync/applications.ts';
import { check } from '../check.ts';
import { referenceTo } from '../../model/reference.ts';
import { gatewaysOf } from '../../model/relations.ts';

export const r13 = check({
  code: 'R13',
  title: { en: 'a VirtualService for every host of the mesh', ko: '메시의 모든 호스트를 받는 VirtualService입니다' },
  means: {
    en: "Istio's webhook refuses it, and with it the sync: host `*` is not allowed where `gateways` is empty or names `mesh`.",
    ko: '`gateways`가 비어 있거나 `mesh`가 있으면 호스트 `*`는 쓸 수 없습니다. Istio의 웹훅이 거부하여 동기화도 실패합니다.',
  },
  remedy: {
    en: 'Name the Gateway in `spec.gateways`, without `mesh`, or write the host itself.',
    ko: '`spec.gateways`에 `mesh` 없이 Gateway를 적거나, 실제 호스트 이름을 적으세요.',
  },
  source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/',
  *judge(view) {
    for (const virtualService of ownObjects(view, 'VirtualService')) {
      const index = (virtualService.spec.hosts ?? []).indexOf('*');
      if (index < 0 || !gatewaysOf(virtualService).includes('mesh')) continue;
      const object = referenceTo('VirtualService', virtualService);
      const isWritten = (virtualService.spec.gateways ?? []).includes('mesh');
      yield {
        object,
        field: `spec.hosts[${index}]`,
        seen: {
          en: isWritten ? 'host *, and mesh among its gateways' : 'host *, and no gateways, which means mesh',
          ko: isWritten
            ? '호스트가 *인데 gateways에 mesh가 있습니다'
            : '호스트가 *인데 gateways가 없어 mesh로 간주됩니다',
        },
        touches: holdersOf(view, object),
      };
    }
  },
});
