import type { Pod } from '../../see/objects/workload.ts';
import type { Outcome, Step } from './outcome.ts';

/** Where a destination leads: to Pods, or to an end before them. */
export type Upstream =
  | {
      readonly pods: readonly Pod[];
      readonly portOf: (pod: Pod) => number | undefined;
      readonly isMutual: boolean;
      readonly steps: readonly Step[];
    }
  | { readonly outcome: Outcome; readonly steps: readonly Step[] };

/** The gateway does not know the destination. @param step what decides that */
export function noCluster(step: Step): Upstream {
  return { outcome: { end: 'no cluster', status: 503 }, steps: [step] };
}

/** @param steps the last one is why */
export function unknown(...steps: readonly Step[]): Upstream {
  return { outcome: { end: 'unknown' }, steps };
}
