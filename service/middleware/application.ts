import type { Envelope } from '../cek/request.ts';
import { refuse, type SkillMiddleware } from './state.ts';

interface Options {
  /** The Extension IDs this service answers for. */
  readonly applicationIds: readonly string[];
}

/**
 * Lets through requests for this skill: CLOVA signs the requests of all skills with the same key.
 * Events without an application occur in practice (skill enabled) and must get an answer.
 */
export function application({ applicationIds }: Options): SkillMiddleware {
  return function application(ctx, next) {
    if (!ctx.state.envelope) throw new Error('the middleware envelope must come before application');
    const refusal = whyForeign(ctx.state.envelope, applicationIds);
    if (refusal === undefined) return next();
    refuse(ctx, 403, refusal);
    return;
  };
}

function whyForeign({ applicationId, extensionId, request }: Envelope, own: readonly string[]): string | undefined {
  if (applicationId !== undefined && !own.includes(applicationId)) return 'applicationId is not this skill’s';
  if (extensionId !== undefined && !own.includes(extensionId)) return 'extensionId is not this skill’s';
  if (applicationId === undefined) return request.type === 'EventRequest' ? undefined : 'applicationId is absent';
  return extensionId === undefined || extensionId === applicationId ? undefined : 'extensionId is not applicationId';
}
