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
  return async function accessLog(ctx, next) {
    const start = now();
    await next();
    const ms = now() - start;
    const { refusal, signatureProblem, envelope } = ctx.state;
    const type = envelope?.request.type ?? 'none';
    const intent = envelope?.request.type === 'IntentRequest' ? envelope.request.intent : undefined;
    const status = ctx.status;
    metrics.observeRequest({ type, intent: intent === undefined ? 'none' : knownIntent(intent), status }, ms / 1000);
    if (signatureProblem) metrics.countSignatureProblem(signatureProblem);
    const requestId = ctx.get('x-request-id') || undefined;
    const line = { method: ctx.method, path: ctx.path, type, intent, status, ms: Math.round(ms * 100) / 100 };
    // pino leaves out what is undefined.
    log.info({ ...line, refusal, requestId }, 'request');
  };
}
