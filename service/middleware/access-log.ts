import type { Logger } from 'pino';
import { knownIntent } from '../intents/index.ts';
import type { Metrics } from '../metrics.ts';
import type { SkillMiddleware } from './state.ts';

interface Options {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Milliseconds since some fixed moment. */
  readonly now: () => number;
}

/** Characters of what a caller chose that one field of a line may have. */
const MAX_FIELD = 200;

/** One line and one measurement for each request: type, intent, status, milliseconds; nothing about who asked. */
export function accessLog({ log, metrics, now }: Options): SkillMiddleware {
  const observe = (ctx: Parameters<SkillMiddleware>[0], status: number, ms: number): void => {
    const { refusal, signatureProblem, envelope } = ctx.state;
    const type = envelope?.request.type ?? 'none';
    const intent = envelope?.request.type === 'IntentRequest' ? envelope.request.intent : undefined;
    metrics.observeRequest({ type, intent: intent === undefined ? 'none' : knownIntent(intent), status }, ms / 1000);
    if (signatureProblem) metrics.countSignatureProblem(signatureProblem);
    const requestId = readable(ctx.get('x-request-id'));
    const line = { method: ctx.method, path: readable(ctx.path), type, intent, status, ms: Math.round(ms * 100) / 100 };
    // pino leaves out undefined fields.
    log.info({ ...line, refusal, requestId }, 'request');
  };
  return async function accessLog(ctx, next) {
    const start = now();
    try {
      await next();
    } catch (error) {
      // Koa will answer with 500 once it gets the error.
      observe(ctx, 500, now() - start);
      throw error;
    }
    observe(ctx, ctx.status, now() - start);
  };
}

/** A caller's text up to the first character that is not printable ASCII, cut; undefined where nothing is left. */
function readable(text: string): string | undefined {
  return /^[ -~]+/.exec(text.slice(0, MAX_FIELD))?.[0];
}
