import type { Logger } from 'pino';
import { tell, type Reply } from '../cek/reply.ts';
import type { Envelope } from '../cek/request.ts';
import { answerRequest } from '../intents/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Catalogue } from '../tips.ts';
import type { SkillMiddleware } from './state.ts';

interface Options {
  readonly catalogue: Catalogue;
  /** Gives a number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'countHandlerFailure'>;
}

/** Written out, because `ctx.type` would look it up for every request. */
const JSON_TYPE = 'application/json; charset=utf-8';
const SORRY = '잠시 문제가 생겼어요. 조금 뒤에 다시 불러 주세요.';

/** Answers with the spoken reply. A user whose request is proven hears something even where a handler fails. */
export function answer({ catalogue, random, log, metrics }: Options): SkillMiddleware {
  const reply = ({ request, session }: Envelope): Reply =>
    answerRequest(request, {
      attributes: session.attributes,
      isOneShot: session.isNew && request.type === 'IntentRequest',
      slots: request.type === 'IntentRequest' ? request.slots : new Map(),
      catalogue,
      random,
    });
  return function answer(ctx) {
    if (!ctx.state.envelope) throw new Error('the middleware envelope must come before answer');
    ctx.set('Content-Type', JSON_TYPE);
    try {
      ctx.body = JSON.stringify(reply(ctx.state.envelope));
    } catch (error) {
      log.error({ err: error }, 'handler failed');
      metrics.countHandlerFailure();
      ctx.body = JSON.stringify(tell(SORRY));
    }
  };
}
