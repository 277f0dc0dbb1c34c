import { referenceTo } from '../reference.ts';
import { gatewayApiGatewaysForHost, gatewaysForHost, workloadsWithLabels } from '../relations.ts';
import type { View } from '../../see/view.ts';
import { ending, type Branch } from './outcome.ts';
import type { Request } from './request.ts';

/** Where a Gateway has the host but no Pods, its workload decides; where none has it, nobody does. */
export function withoutGateway(view: View, { scheme, host }: Request): readonly Branch[] {
  const [gateway] = view.list(gatewaysForHost(host));
  const [other] = gateway ? [] : view.list(gatewayApiGatewaysForHost(host));
  if (other) {
    const did = { en: 'the Gateway API is not followed yet', ko: 'Gateway API는 아직 추적하지 않습니다' };
    return ending({ end: 'unknown' }, [{ object: referenceTo('GatewayApiGateway', other), did }]);
  }
  if (!gateway && !view.isComplete(gatewaysForHost(host))) {
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
