import { range, type Pen } from './pen.ts';
import type { RandomRequest } from './random-world.ts';

const REQUESTS = 4;

/** Requests for a world's host, mostly. */
export function requestsOf({ draw, weighted, host, ground, chance }: Pen): readonly RandomRequest[] {
  return range(REQUESTS).map(() => {
    const scheme = weighted<'http' | 'https'>([
      [3, 'https'],
      [2, 'http'],
    ]);
    return {
      scheme,
      host: weighted([
        [30, host],
        [3, `a.${host}`],
        [1, `b.c.${host}`],
      ]),
      port: scheme === 'http' && chance(0.06) ? ground.oddPort : scheme === 'http' ? 80 : 443,
      method: weighted([
        [5, 'GET'],
        [1, 'POST'],
      ]),
      path: draw.of(['/', '/a', '/a/b', '/A', '/ab', '/api/1', '/b?q=1', '/a?q=abc', '/a/../b', '//a']),
      headers: weighted<Readonly<Record<string, string>>>([
        [4, {}],
        [1, { 'x-user': 'alice' }],
        [1, { 'x-user': 'bob' }],
      ]),
    };
  });
}
