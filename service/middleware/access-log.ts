import type { Logger } from 'pino';
import { knownIntent } from '../intents/index.ts';
import type { Metrics } from '../metrics.ts';
import type { SkillMiddleware } from './state.ts';

interface Options {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Milliseconds from some fixed moment. */
  readonly now: () => number;
}

/** One line and one measurement a request: type, intent, status, milliseconds; nothing of who asked. */
export function accessLog({ log, metrics, now }: Options): SkillMiddleware {
  const observe = (ctx: Parameters<SkillMiddleware>[0], status: number, ms: number): void => {
    const { refusal, signatureProblem, envelope } = ctx.state;
    const type = envelope?.request.type ?? 'none';
    const intent = envelope?.request.type === 'IntentRequest' ? envelope.request.intent : undefined;
    metrics.observeRequest({ type, intent: intent === undefined ? 'none' : knownIntent(intent), status }, ms / 1000);
    if (signatureProblem) metrics.countSignatureProblem(signatureProblem);
    const requestId = ctx.get('x-request-id') || undefined;
    const line = { method: ctx.method, path: ctx.path, type, intent, status, ms: Math.round(ms * 100) / 100 };
    // pino leaves out what is undefined.
    log.info({ ...line, refusal, requestId }, 'request');
  };
  return async function accessLog(ctx, next) {
    const start = now();
    try {
      await next();
    } catch (error) {
      // What Koa will answer with, once it hears of it.
      observe(ctx, 500, now() - start);
      throw error;
    }
    observe(ctx, ctx.status, now() - start);
  };
}
