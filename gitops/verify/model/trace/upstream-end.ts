import type { DestinationRule } from '../../see/objects/istio.ts';
import type { Pod, Service } from '../../see/objects/workload.ts';
import type { Outcome, Step } from './outcome.ts';
import type { Proxy } from './proxies.ts';
import type { Rule } from './rule.ts';
import type { SharedDestination } from './rule-action.ts';

/** Where a destination leads: to Pods, or to an end before them. */
export type Upstream =
  | {
      readonly pods: readonly Pod[];
      readonly portOf: (pod: Pod) => number | undefined;
      readonly isMutual: boolean;
      readonly steps: readonly Step[];
    }
  | { readonly outcome: Outcome; readonly steps: readonly Step[] };

export type ServicePort = NonNullable<Service['spec']['ports']>[number];

/** A port of a Service as a proxy knows it. */
export interface Cluster {
  readonly proxy: Proxy;
  readonly service: Service;
  readonly number: number;
  /** Undefined where the Service does not have it. */
  readonly servicePort: ServicePort | undefined;
  readonly rules: readonly DestinationRule[];
  readonly subset: Subset | undefined;
  readonly destination: SharedDestination['destination'];
  readonly steps: readonly Step[];
}

export interface Subset {
  readonly labels: Readonly<Record<string, string>>;
  readonly step: Step;
}

/** The gateway does not know the destination; of an HTTPRoute it says so by another status. @param step what decides that */
export function noCluster(step: Step, { object }: Pick<Rule, 'object'>): Upstream {
  return { outcome: { end: 'no cluster', status: object.kind === 'HTTPRoute' ? 500 : 503 }, steps: [step] };
}

/** @param steps the last one is why */
export function unknown(...steps: readonly Step[]): Upstream {
  return { outcome: { end: 'unknown' }, steps };
}
