import type { Pod } from '../../see/objects/workload.ts';
import { hasSidecar } from './mesh-tls.ts';
import { ending, type Branch } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { Way } from './rule-ways.ts';
import { throughSidecar } from './through-sidecar.ts';
import { directly } from './without-proxy.ts';

/**
 * What becomes of a request that a Pod sends: its sidecar decides or, without one, DNS and the Service alone.
 * @param beyond what becomes of it once it leaves for an address outside of the cluster
 */
export function fromPod(
  way: Omit<Way, 'proxy' | 'steps'>,
  from: { readonly namespace: string; readonly name: string },
  beyond: () => readonly Branch[],
): readonly Branch[] {
  const { view, request, passed } = way;
  const object = { kind: 'Pod', ...from } as const;
  const pod = view.get('Pod', from.namespace, from.name);
  if (!pod) {
    const did = { en: 'whether it exists is not known', ko: '있는지 알 수 없습니다' };
    return ending({ end: 'unknown' }, [{ object, did }]);
  }
  passed.push({ object, isCaller: true });
  const place = serviceMeantBy(request.host, from.namespace);
  const service = place && view.get('Service', place.namespace, place.name);
  if (place && !service && !view.isAbsent('Service', place.namespace, place.name)) {
    const did = { en: 'whether it exists is not known', ko: '있는지 알 수 없습니다' };
    return ending({ end: 'unknown' }, [{ object: { kind: 'Service', ...place }, did }]);
  }
  const sent = { ...way, proxy: callerOf(pod), steps: [], port: request.port };
  return hasSidecar(pod) ? throughSidecar(sent, service, beyond) : directly(sent, service, beyond);
}

function callerOf(pod: Pod): Proxy {
  const { namespace = '', labels = {} } = pod.metadata;
  const calls = hasSidecar(pod) ? 'through its sidecar' : 'directly';
  return { pods: [pod], namespace, labels, services: [], calls };
}

/** The Service that a name may mean to a Pod, by the search list of its DNS. */
function serviceMeantBy(host: string, own: string): { readonly namespace: string; readonly name: string } | undefined {
  const form = /^(?<name>[^.]+)(?:\.(?<namespace>[^.]+)(?:\.svc(?:\.cluster\.local)?)?)?\.?$/;
  const { name, namespace = own } = form.exec(host)?.groups ?? {};
  return name === undefined ? undefined : { namespace, name };
}
