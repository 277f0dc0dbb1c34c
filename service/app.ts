import Router from '@koa/router';
import Koa from 'koa';
import compose from 'koa-compose';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { KeyRing } from './key-ring.ts';
import type { Metrics } from './metrics.ts';
import { accessLog } from './middleware/access-log.ts';
import { answer } from './middleware/answer.ts';
import { application } from './middleware/application.ts';
import { bodyGate } from './middleware/body-gate.ts';
import { connectionEnd } from './middleware/connection-end.ts';
import { envelope } from './middleware/envelope.ts';
import { freshness } from './middleware/freshness.ts';
import { health } from './middleware/health.ts';
import { methodNotAllowed } from './middleware/method-not-allowed.ts';
import { rawBody } from './middleware/raw-body.ts';
import { signature } from './middleware/signature.ts';
import type { SkillContext, SkillState } from './middleware/state.ts';
import type { Catalogue } from './tips.ts';

/** Bytes of a request body. */
const BODY_LIMIT = 64 * 1024;
/** Milliseconds; long enough for a caller to read an answer that came while it was still sending. */
const LINGER_MS = 500;

export interface AppParts {
  readonly config: Pick<Config, 'cekPath' | 'applicationIds' | 'maxAge' | 'version' | 'revision'>;
  readonly catalogue: Catalogue;
  readonly keys: KeyRing;
  readonly random: () => number;
  readonly now: () => number;
  readonly wallClock: () => number;
  readonly isDraining: () => boolean;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** The public side of the service. The order below is the order of trust: nothing is parsed before it is proven. */
export function buildApp({ config, catalogue, keys, random, now, wallClock, isDraining, log, metrics }: AppParts): Koa {
  const router = new Router<SkillState>({ strict: true, sensitive: true });
  router.get('/health', health(config));
  // One handler, composed once: the router would compose its list again for each request.
  const skill = compose<SkillContext>([
    bodyGate({ limit: BODY_LIMIT }), // 415 413
    rawBody({ limit: BODY_LIMIT }), // 413
    signature({ keys }), // 503 401
    envelope(), // 400
    freshness({ maxAge: config.maxAge, wallClock }), // 400
    application(config), // 403
    answer({ catalogue, random, log, metrics }), // 200
  ]);
  router.post(config.cekPath, skill);

  const app = new Koa<SkillState>();
  app.use(connectionEnd({ isDraining, lingerMs: LINGER_MS }));
  app.use(accessLog({ log, metrics, now }));
  app.use(router.routes());
  app.use(methodNotAllowed()); // 405 404
  app.on('error', (error: unknown) => {
    log.error({ err: error }, 'request failed');
  });
  return app;
}
