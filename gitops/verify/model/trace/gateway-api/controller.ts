import type { GatewayApiGateway } from '../../../see/objects/gateway-api.ts';
import type { View } from '../../../see/view.ts';
import { referenceTo } from '../../reference.ts';
import type { Step } from '../outcome.ts';

/** Who handles a Gateway. */
export interface Controller {
  readonly is: 'Istio' | 'another' | 'nobody' | 'not known';
  /** What says so. */
  readonly step: Step;
}

const ISTIO = 'istio.io/gateway-controller';

/** The classes that istiod knows without an object (istio: pilot/pkg/config/kube/gatewaycommon/classinfo.go). */
const BUILT_IN: Readonly<Record<string, string>> = {
  istio: ISTIO,
  'istio-remote': 'istio.io/unmanaged-gateway',
  'istio-waypoint': 'istio.io/mesh-controller',
};

/** The controller of a Gateway's class. */
export function controllerOf(view: View, gateway: GatewayApiGateway): Controller {
  const { gatewayClassName: name } = gateway.spec;
  const found = view.get('GatewayClass', undefined, name);
  const controller = found?.spec.controllerName ?? BUILT_IN[name];
  const at = { object: referenceTo('GatewayApiGateway', gateway), field: 'spec.gatewayClassName' };
  if (controller !== undefined) {
    const did = {
      en: `class ${name} is of the controller ${controller}${controller === ISTIO ? '' : ', which is not followed'}`,
      ko: `${name} 클래스의 컨트롤러는 ${controller}입니다${controller === ISTIO ? '' : '. 이 컨트롤러의 동작은 추적하지 않습니다'}`,
    };
    return { is: controller === ISTIO ? 'Istio' : 'another', step: { ...at, did } };
  }
  if (view.isAbsent('GatewayClass', undefined, name)) {
    const did = {
      en: `GatewayClass ${name} does not exist, so no controller takes the Gateway`,
      ko: `${name} GatewayClass가 없어 이 Gateway를 처리하는 컨트롤러가 없습니다`,
    };
    return { is: 'nobody', step: { ...at, did } };
  }
  const did = {
    en: `whose class ${name} is, is not known`,
    ko: `${name} 클래스의 컨트롤러를 알 수 없습니다`,
  };
  return { is: 'not known', step: { ...at, did } };
}
