import { referenceTo } from '../reference.ts';
import { gatewayApiGatewaysForHost, gatewaysForHost, workloadsWithLabels } from '../relations.ts';
import type { GatewayApiGateway } from '../../see/objects/gateway-api.ts';
import type { View } from '../../see/view.ts';
import { controllerOf } from './gateway-api/controller.ts';
import { isManaged } from './gateway-api/gateways.ts';
import { ending, type Branch } from './outcome.ts';
import type { Request } from './request.ts';

/** Where a Gateway has the host but no Pods, its workload decides; where none has it, nobody does. */
export function withoutGateway(view: View, { scheme, host }: Request): readonly Branch[] {
  const [gateway] = view.list(gatewaysForHost(host));
  const [other] = gateway ? [] : view.list(gatewayApiGatewaysForHost(host));
  if (other) return withoutPods(view, other);
  if (!gateway && !(view.isComplete(gatewaysForHost(host)) && view.isComplete(gatewayApiGatewaysForHost(host)))) {
    const did = {
      en: `whether a Gateway admits ${host} is not known`,
      ko: `${host} 호스트를 받는 Gateway가 있는지 알 수 없습니다`,
    };
    return ending({ end: 'unknown' }, [{ did }]);
  }
  if (!gateway) {
    const did = { en: `no server of any Gateway admits ${host}`, ko: `${host} 호스트를 받는 Gateway 서버가 없습니다` };
    return ending(scheme === 'https' ? { end: 'reset' } : { end: 'no virtual host', status: 404 }, [{ did }]);
  }
  const selector = gateway.spec.selector ?? {};
  const [workload] = view.list(workloadsWithLabels('Deployment', selector));
  if (workload) {
    const { replicas = 1 } = workload.spec;
    const did =
      replicas === 0
        ? {
            en: 'it is scaled to zero, so no Pod of the gateway runs',
            ko: '레플리카가 0이라 게이트웨이의 Pod가 없습니다',
          }
        : { en: 'no Pod of the gateway runs', ko: '실행 중인 게이트웨이 Pod가 없습니다' };
    const field = replicas === 0 ? 'spec.replicas' : 'status.readyReplicas';
    return ending({ end: 'not reached' }, [{ object: referenceTo('Deployment', workload), field, did }]);
  }
  const did = { en: 'it selects no Pod', ko: '선택하는 Pod가 없습니다' };
  return ending({ end: 'not reached' }, [{ object: referenceTo('Gateway', gateway), field: 'spec.selector', did }]);
}

/** Of a Gateway of the Gateway API: its controller is another, or has made no Pods. */
function withoutPods(view: View, gateway: GatewayApiGateway): readonly Branch[] {
  const controller = controllerOf(view, gateway);
  if (controller.is !== 'Istio')
    return ending(controller.is === 'nobody' ? { end: 'not reached' } : { end: 'unknown' }, [controller.step]);
  const did = { en: 'no Pod of it runs', ko: '실행 중인 Pod가 없습니다' };
  const field = isManaged(gateway) ? 'spec.gatewayClassName' : 'spec.addresses';
  return ending({ end: 'not reached' }, [{ object: referenceTo('GatewayApiGateway', gateway), field, did }]);
}
