import { referenceTo } from '../reference.ts';
import type { Service } from '../../see/objects/workload.ts';
import { isAmbient } from './mesh-tls.ts';
import { ending, type Branch, type Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import { authorityOf } from './request.ts';
import { atPods, type RoutedWay } from './rule-ways.ts';
import { podsOf } from './upstream-pods.ts';

/**
 * Where DNS and a Service lead by themselves.
 * @param beyond what becomes of the request once it leaves for an address outside of the cluster
 */
export function directly(
  way: RoutedWay,
  service: Service | undefined,
  beyond: () => readonly Branch[],
): readonly Branch[] {
  const { view, request, port, steps } = way;
  const proxy: Proxy = { ...way.proxy, calls: 'directly' };
  if (!service) return beyond().map((branch) => ({ ...branch, steps: [...steps, ...branch.steps] }));
  const object = referenceTo('Service', service);
  const { type, externalName = '', clusterIP, ports = [] } = service.spec;
  if (type === 'ExternalName') {
    const did = { en: `it stands for ${externalName}`, ko: `가리키는 대상: ${externalName}` };
    const led = { ...way, steps: [...steps, { object, field: 'spec.externalName', did }] };
    const [, name, namespace] = /^([^.]+)\.([^.]+)\.svc\.cluster\.local\.?$/.exec(externalName) ?? [];
    const other = name === undefined ? undefined : view.get('Service', namespace, name);
    if (other && other.spec.type !== 'ExternalName') return directly(led, other, beyond);
    return ending({ end: 'sent out', to: externalName }, led.steps);
  }
  // A name without an address of its own leads to the Pods themselves.
  const isHeadless = clusterIP === 'None';
  const at = ports.findIndex((each) => (isHeadless ? (each.targetPort ?? each.port) : each.port) === port);
  const called = ports[at];
  if (!called) return ending({ end: isHeadless ? 'unknown' : 'not reached' }, [...steps, withoutPort(service, port)]);
  const did = { en: `port ${called.port} leads to its Pods`, ko: `${called.port}번 포트는 Pod로 이어집니다` };
  const [upstream] = podsOf(view, {
    ...{ proxy, service, number: called.port, servicePort: called, rules: [], subset: undefined },
    ...{ destination: { host: request.host }, steps: [...steps, { object, field: `spec.ports[${at}]`, did }] },
  });
  way.passed.push({ object, field: `spec.ports[${at}]` });
  if (!upstream) return [];
  // In ambient mode the node speaks for a Pod.
  const isMutual = proxy.pods.some((pod) => isAmbient(view, pod)) && 'isMutual' in upstream && upstream.isMutual;
  if (!('outcome' in upstream))
    return atPods({ ...way, proxy, steps: upstream.steps }, { ...upstream, isMutual }, authorityOf(request));
  const { outcome } = upstream;
  return ending(outcome.end === 'no endpoints' ? { end: 'not reached' } : outcome, upstream.steps);
}

/** Of a Service that is called at another port than it has. */
export function withoutPort(service: Service, port: number): Step {
  const all = (service.spec.ports ?? []).map((each) => each.port).join(', ');
  return {
    ...{ object: referenceTo('Service', service), field: 'spec.ports' },
    did: { en: `it has no port ${port}, only ${all}`, ko: `${port}번 포트가 없습니다. 있는 포트: ${all}` },
  };
}
