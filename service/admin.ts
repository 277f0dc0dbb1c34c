import Router from '@koa/router';
import Koa from 'koa';
import type { Lifecycle } from './lifecycle.ts';
import type { KeyRing } from './key-ring.ts';
import type { Metrics } from './metrics.ts';
import { methodNotAllowed } from './middleware/method-not-allowed.ts';
import type { SkillState } from './middleware/state.ts';

interface AdminParts {
  readonly lifecycle: Pick<Lifecycle, 'isDraining'>;
  readonly keys: Pick<KeyRing, 'current' | 'problem'>;
  readonly metrics: Metrics;
}

/** Answers the kubelet and Prometheus, on a port that the gateway does not route to. */
export function buildAdmin({ lifecycle, keys, metrics }: AdminParts): Koa {
  const router = new Router<SkillState>({ strict: true });
  router.get('/livez', (ctx) => {
    ctx.body = { status: 'alive' };
  });
  router.get('/readyz', (ctx) => {
    const reasons = unreadyReasons(lifecycle.isDraining(), keys);
    ctx.status = reasons.length > 0 ? 503 : 200;
    ctx.body = reasons.length > 0 ? { status: 'unready', reasons } : { status: 'ready' };
  });
  router.get('/metrics', async (ctx) => {
    const { type, text } = await metrics.expose();
    ctx.type = type;
    ctx.body = text;
  });
  const admin = new Koa<SkillState>();
  admin.use(router.routes());
  admin.use(methodNotAllowed());
  return admin;
}

function unreadyReasons(isDraining: boolean, keys: AdminParts['keys']): string[] {
  const reasons: string[] = [];
  if (isDraining) reasons.push('draining: the process was asked to end');
  if (keys.current.length === 0) reasons.push(`no public key: ${keys.problem ?? 'none was given'}`);
  return reasons;
}
