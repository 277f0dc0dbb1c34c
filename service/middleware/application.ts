import type { Envelope } from '../cek/request.ts';
import { silence } from '../cek/reply.ts';
import { refuse, type SkillMiddleware } from './state.ts';

interface Options {
  /** The Extension IDs this service answers for. */
  readonly applicationIds: readonly string[];
}

const NOTHING_TO_SAY = JSON.stringify(silence());

/**
 * Lets through requests for this skill: CLOVA signs the requests of all skills with the same key.
 * Events without an application occur in practice (skill enabled) and must get a 200.
 */
export function application({ applicationIds }: Options): SkillMiddleware {
  return function application(ctx, next) {
    if (!ctx.state.envelope) throw new Error('the middleware envelope must come before application');
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
