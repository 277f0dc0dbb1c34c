import { setTimeout } from 'node:timers/promises';

/** Time, in milliseconds. */
export interface Clock {
  /** Counted from an arbitrary moment. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const clock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => setTimeout(milliseconds),
};
