import { refuse, type SkillMiddleware, type SkillRouterContext } from './state.ts';

/**
 * Stands behind the router, where only what it did not take arrives: 404, or 405 with Allow where the path is known
 * and the method is not. The router's own `allowedMethods` answers OPTIONS with 200 and methods it has not heard of
 * with 501.
 */
export function methodNotAllowed(): SkillMiddleware {
  return function methodNotAllowed(ctx) {
    const { matched } = ctx as Partial<SkillRouterContext>;
    const allowed = new Set((matched ?? []).flatMap((layer) => layer.methods));
    if (allowed.size === 0) {
      refuse(ctx, 404, 'no such path');
      return;
    }
    refuse(ctx, 405, 'no such method here');
    ctx.set('Allow', [...allowed].join(', '));
  };
}
