import { statedTime } from '../cek/request.ts';
import { refuse, type SkillMiddleware } from './state.ts';

interface Options {
  /** Seconds by which the time that a request states may differ from ours; undefined lets every time pass. */
  readonly maxAge: number | undefined;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}

/**
 * Refuses a request that states another time than now, as a recorded one does that is sent again. One that states no time
 * passes: CLOVA documents `request.timestamp` for events alone.
 */
export function freshness({ maxAge, wallClock }: Options): SkillMiddleware {
  return function freshness(ctx, next) {
    if (!ctx.state.envelope) throw new Error('the middleware envelope must come before freshness');
    const { timestamp } = ctx.state.envelope;
    const refusal = maxAge === undefined ? undefined : whyNotNow(statedTime(timestamp), maxAge, wallClock());
    if (refusal === undefined) return next();
    refuse(ctx, 400, refusal);
    return;
  };
}

function whyNotNow(statedAt: number | undefined, maxAge: number, now: number): string | undefined {
  if (statedAt === undefined) return undefined;
  if (Number.isNaN(statedAt)) return 'request.timestamp: expected a time such as 2026-02-03T04:05:06Z';
  const seconds = Math.ceil(Math.abs(now - statedAt) / 1_000);
  if (seconds <= maxAge) return undefined;
  return `request.timestamp: ${seconds} s ${statedAt < now ? 'old' : 'ahead of our clock'}; CEK_MAX_AGE allows ${maxAge} s`;
}
