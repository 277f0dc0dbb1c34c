import { gatewaysForHost } from '../relations.ts';
import type { View } from '../../see/view.ts';
import { listenersForHost } from './gateway-api/gateways.ts';
import { chainFor } from './filter-chains.ts';
import { speaksHttp } from './gateways.ts';
import { listenerOn } from './gateway-servers.ts';
import { podPortOf, proxiesMeantFor, type Proxy } from './proxies.ts';
import { virtualHostFor, type VirtualHost } from './virtual-hosts.ts';

/** The virtual hosts that take a name, at each gateway and each port of its Gateways; without Pods, as they would be. */
export function virtualHostsOf(
  view: View,
  host: string,
): readonly { readonly proxy: Proxy; readonly port: number; readonly virtualHost: VirtualHost }[] {
  return view.remember(`virtual hosts of ${host}`, () => {
    const ports = new Set([
      ...view.list(gatewaysForHost(host)).flatMap(({ spec }) => (spec.servers ?? []).map((each) => each.port.number)),
      ...listenersForHost(view, host).map(({ port }) => port),
    ]);
    return proxiesMeantFor(view, host).flatMap((proxy) =>
      [...ports].flatMap((port) => {
        const listener = listenerOn(view, proxy, host, podPortOf(proxy, port) ?? port);
        if (!listener) return [];
        const chain = chainFor(listener.chains, host);
        const plain = listener.admitting.filter(({ server }) => speaksHttp(server));
        const servers = chain?.does === 'HTTPS' ? [chain.placed] : plain;
        const { virtualHost } = virtualHostFor(view, proxy, servers, host);
        return virtualHost ? [{ proxy, port, virtualHost }] : [];
      }),
    );
  });
}
