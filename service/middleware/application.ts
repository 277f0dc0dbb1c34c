import type { Envelope } from '../cek/request.ts';
import { silence } from '../cek/reply.ts';
import { refuse, type SkillMiddleware } from './state.ts';

interface Options {
  /** The Extension IDs this service answers for. */
  readonly applicationIds: readonly string[];
}

const NOTHING_TO_SAY = JSON.stringify(silence());

/**
 * Lets through what is meant for this skill: CLOVA signs for every skill with one key.
 * An event without an application is known from the wire (skill enabled) and must get a 200.
 */
export function application({ applicationIds }: Options): SkillMiddleware {
  return function application(ctx, next) {
    if (!ctx.state.envelope) throw new Error('application stands before envelope');
    const refusal = whyForeign(ctx.state.envelope, applicationIds);
    if (refusal !== undefined) {
      refuse(ctx, 403, refusal);
      return;
    }
    if (ctx.state.envelope.applicationId !== undefined) return next();
    ctx.type = 'json';
    ctx.body = NOTHING_TO_SAY;
    return;
  };
}

function whyForeign({ applicationId, extensionId, request }: Envelope, own: readonly string[]): string | undefined {
  if (applicationId !== undefined && !own.includes(applicationId)) return 'applicationId is not this skill’s';
  if (extensionId !== undefined && !own.includes(extensionId)) return 'extensionId is not this skill’s';
  if (applicationId === undefined) return request.type === 'EventRequest' ? undefined : 'applicationId is absent';
  return extensionId === undefined || extensionId === applicationId ? undefined : 'extensionId is not applicationId';
}
