import { refuse, type RoutedContext, type SkillMiddleware } from './state.ts';

/**
 * Comes after the router, so it answers only what the router did not: 405 with Allow where the path is known and the
 * method is not, 404 otherwise. The router's own `allowedMethods` answers OPTIONS with 200 and unknown methods with
 * 501.
 */
export function methodNotAllowed(): SkillMiddleware {
  return function methodNotAllowed(ctx) {
    const { matched } = ctx as RoutedContext;
    const allowed = new Set(matched.flatMap((layer) => layer.methods));
    if (allowed.size === 0) {
      refuse(ctx, 404, 'no such path');
      return;
    }
    refuse(ctx, 405, 'no such method here');
    ctx.set('Allow', [...allowed].join(', '));
  };
}
