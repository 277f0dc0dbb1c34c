import { hasLabels } from '../../see/demand.ts';
import type { EndpointSlice, Pod, Service } from '../../see/objects/workload.ts';
import { podPort } from '../trace/mesh-tls.ts';

/** The slices that Kubernetes makes for a Service with a selector: for each Pod, the ports that it has. */
export function slicesFor(service: Service, pods: readonly Pod[]): readonly EndpointSlice[] {
  const { selector = {}, ports = [] } = service.spec;
  const { namespace = '', name } = service.metadata;
  if (Object.keys(selector).length === 0) return [];
  return pods
    .filter(({ metadata }) => metadata.namespace === namespace && hasLabels(metadata.labels, selector))
    .map((pod) => ({
      metadata: {
        ...{ namespace, name: `${name}-${pod.metadata.name}` },
        labels: { 'kubernetes.io/service-name': name },
      },
      ports: ports.flatMap(({ name: portName, port }) => {
        const number = podPort(service, port, pod);
        return number === undefined ? [] : [{ ...(portName === undefined ? {} : { name: portName }), port: number }];
      }),
      endpoints: [{ addresses: [], conditions: { ready: true }, targetRef: { kind: 'Pod', name: pod.metadata.name } }],
    }));
}
