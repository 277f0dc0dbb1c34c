import type { Kubectl } from '../../kubectl.ts';

interface Interruptible {
  readonly kubectl: Kubectl;
  /** From now on no call begins. Waits for those under way, so that nothing is made any more. */
  interrupt(): Promise<void>;
}

/** A kubectl that can be taken away from those who use it. */
export function interruptible(kubectl: Kubectl): Interruptible {
  const underWay = new Set<Promise<unknown>>();
  let isInterrupted = false;
  return {
    kubectl(args, input) {
      // The caller waits here until the process ends.
      if (isInterrupted) return new Promise(() => undefined);
      const call = kubectl(args, input);
      const settled = call.catch(() => undefined).finally(() => underWay.delete(settled));
      underWay.add(settled);
      return call;
    },
    async interrupt() {
      isInterrupted = true;
      await Promise.all(underWay);
    },
  };
}
