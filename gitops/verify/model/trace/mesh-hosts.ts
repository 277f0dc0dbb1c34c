import { admits, exactness } from '../host-patterns.ts';
import { fullHost, meshVirtualServicesFor } from '../relations.ts';
import type { VirtualService } from '../../see/objects/istio.ts';
import type { View } from '../../see/view.ts';
import type { Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { Rule } from './rule.ts';
import { rulesOf, visibleTo } from './virtual-hosts.ts';

/** What a sidecar does with requests to a host by a VirtualService. */
interface MeshHost {
  readonly pattern: string;
  /** None where no VirtualService is for it: its Service or ServiceEntry decides alone. */
  readonly rules: readonly Rule[];
  /** VirtualServices that the sidecar does not see. */
  readonly leftOut: readonly Step[];
}

/**
 * The rules for a host, in full, at a port: those of one VirtualService, with the most exact host and then the oldest.
 * Several are not merged, as they are at a gateway (istio: pilot/pkg/networking/core/route, BuildSidecarVirtualHostWrapper).
 */
export function meshHostFor(view: View, proxy: Proxy, host: string, port: number): MeshHost {
  const leftOut: Step[] = [];
  const patternOf = ({ spec, metadata }: VirtualService) =>
    (spec.hosts ?? [])
      .map((each) => fullHost(each, metadata.namespace ?? ''))
      .filter((each) => admits(each, host))
      .sort((a, b) => exactness(b) - exactness(a))[0] ?? '';
  const [best] = [...visibleTo(view, proxy, view.list(meshVirtualServicesFor(host)), leftOut)].sort(
    (a, b) => exactness(patternOf(b)) - exactness(patternOf(a)),
  );
  const rules = best ? rulesOf(view, best, 'mesh', port, proxy) : [];
  return { pattern: best ? patternOf(best) : host, rules, leftOut };
}
