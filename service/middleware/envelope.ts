import { EnvelopeError, parseEnvelope } from '../cek/request.ts';
import { refuse, type SkillMiddleware } from './state.ts';

/** Parses the proven bytes into `state.envelope`; answers 400 where they are not a valid message. */
export function envelope(): SkillMiddleware {
  return function envelope(ctx, next) {
    if (!ctx.state.proven) throw new Error('the middleware signature must come before envelope');
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
