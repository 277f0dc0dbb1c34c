import type { SkillMiddleware } from './state.ts';

interface Options {
  readonly version: string;
  readonly revision: string;
}

/** Shows that the public port answers, and from which commit the image was built. */
export function health({ version, revision }: Options): SkillMiddleware {
  const body = JSON.stringify({ status: 'ok', version, revision });
  return function health(ctx) {
    ctx.type = 'json';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = body;
  };
}
