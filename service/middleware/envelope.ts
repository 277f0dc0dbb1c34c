import { EnvelopeError, parseEnvelope } from '../cek/request.ts';
import { refuse, type SkillMiddleware } from './state.ts';

/** Proven bytes → `state.envelope`; 400 where they are none. */
export function envelope(): SkillMiddleware {
  return function envelope(ctx, next) {
    if (!ctx.state.proven) throw new Error('envelope stands before signature');
    try {
      ctx.state.envelope = parseEnvelope(ctx.state.proven);
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      refuse(ctx, 400, error.message);
      return;
    }
    return next();
  };
}
