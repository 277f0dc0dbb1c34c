import type { RouterContext } from '@koa/router';
import type { Middleware, ParameterizedContext } from 'koa';
import type { Envelope } from '../cek/request.ts';
import type { ProvenBody, SignatureProblem } from '../cek/signature.ts';

/** What a middleware finds out about a request for later ones and for the access log. */
export interface SkillState {
  proven?: ProvenBody;
  envelope?: Envelope;
  /** Why the request was refused: for the log, never for the caller. */
  refusal?: string;
  signatureProblem?: SignatureProblem;
}

export type SkillContext = ParameterizedContext<SkillState>;
export type SkillMiddleware = Middleware<SkillState>;
/** A context that has been through the router. */
export type RoutedContext = SkillContext & Required<Pick<RouterContext, 'matched'>>;

/** Answers with a status and nothing else: a caller who has proven nothing is told nothing. */
export function refuse(ctx: SkillContext, status: number, refusal: string): void {
  ctx.body = null;
  ctx.status = status;
  // Without it Node would close the connection, having promised to keep it.
  ctx.length = 0;
  ctx.state.refusal = refusal;
}
