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
  return async function application(ctx, next) {
    if (!ctx.state.envelope) throw new Error('application stands before envelope');
    const { applicationId, extensionId, request } = ctx.state.envelope;
    const foreign = foreignField(ctx.state.envelope, applicationIds);
    if (foreign) {
      refuse(ctx, 403, `${foreign} is not this skill's`);
      return;
    }
    if (applicationId !== undefined) {
      if (extensionId === undefined || extensionId === applicationId) {
        await next();
        return;
      }
      refuse(ctx, 403, 'request.extensionId disagrees with applicationId');
    } else if (request.type === 'EventRequest') {
      ctx.type = 'json';
      ctx.body = NOTHING_TO_SAY;
    } else {
      refuse(ctx, 403, 'context.System.application.applicationId is absent');
    }
  };
}

function foreignField({ applicationId, extensionId }: Envelope, own: readonly string[]): string | undefined {
  if (applicationId !== undefined && !own.includes(applicationId)) return 'context.System.application.applicationId';
  if (extensionId !== undefined && !own.includes(extensionId)) return 'request.extensionId';
  return undefined;
}
