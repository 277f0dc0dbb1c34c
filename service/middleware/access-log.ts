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

/** What is kept of an answered request until it is recorded. */
interface Answered {
  readonly labels: Parameters<Metrics['observeRequest']>[0];
  readonly ms: number;
  readonly line: object;
}

/**
 * One line and one measurement for each request: type, intent, status, milliseconds; nothing about who asked. They are
 * made once this turn of the event loop has sent its answers, for all of them in a row: between answers each would cost more.
 */
export function accessLog({ log, metrics, now }: Options): SkillMiddleware {
  let answered: Answered[] = [];
  const record = (): void => {
    const batch = answered;
    answered = [];
    for (const { labels, ms, line } of batch) {
      metrics.observeRequest(labels, ms / 1000);
      log.info(line, 'request');
    }
  };
  const note = (ctx: Parameters<SkillMiddleware>[0], status: number, ms: number): void => {
    const { refusal, signatureProblem, envelope } = ctx.state;
    const type = envelope?.request.type ?? 'none';
    const intent = envelope?.request.type === 'IntentRequest' ? envelope.request.intent : undefined;
    if (signatureProblem) metrics.countSignatureProblem(signatureProblem);
    if (answered.length === 0) setImmediate(record);
    answered.push({
      labels: { type, intent: intent === undefined ? 'none' : knownIntent(intent), status },
      ms,
      line: {
        method: ctx.method,
        path: readable(ctx.path),
        type,
        // pino leaves out undefined fields.
        intent,
        status,
        ms: Math.round(ms * 100) / 100,
        refusal,
        requestId: readable(ctx.get('x-request-id')),
      },
    });
  };
  return async function accessLog(ctx, next) {
    const start = now();
    try {
      await next();
    } catch (error) {
      // Koa will answer with 500 once it gets the error.
      note(ctx, 500, now() - start);
      throw error;
    }
    note(ctx, ctx.status, now() - start);
  };
}

/** A caller's text up to the first character that is not printable ASCII, cut; undefined where nothing is left. */
function readable(text: string): string | undefined {
  return /^[ -~]+/.exec(text.slice(0, MAX_FIELD))?.[0];
}
