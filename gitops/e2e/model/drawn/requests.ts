import { OWN_TCP_PORT, OWN_TLS_PORT } from './own-ground.ts';
import { range, type Pen } from './pen.ts';
import type { RandomRequest } from './random-world.ts';

const REQUESTS = 4;

/** Requests for a world's host, mostly. */
export function requestsOf({ draw, weighted, host, ground, chance, isAlone }: Pen): readonly RandomRequest[] {
  const plain = () =>
    chance(isAlone ? 0.1 : 0.05) ? draw.of(isAlone ? [ground.oddPort, OWN_TCP_PORT] : [ground.oddPort]) : 80;
  const secure = () => (chance(isAlone ? 0.05 : 0.03) ? OWN_TLS_PORT : 443);
  return range(REQUESTS).map(() => {
    const scheme = weighted<'http' | 'https'>([
      [3, 'https'],
      [2, 'http'],
    ]);
    return {
      scheme,
      host: weighted([
        [60, host],
        [4, `a.${host}`],
        [1, `b.c.${host}`],
        [isAlone ? 8 : 0, `other.${ground.domain}`],
      ]),
      port: scheme === 'http' ? plain() : secure(),
      method: weighted([
        [5, 'GET'],
        [1, 'POST'],
      ]),
      path: chance(0.03)
        ? '/slow'
        : draw.of(['/', '/a', '/a/b', '/A', '/ab', '/api/1', '/b?q=1', '/a?q=abc', '/a/../b', '//a']),
      headers: weighted<Readonly<Record<string, string>>>([
        [4, {}],
        [1, { 'x-user': 'alice' }],
        [1, { 'x-user': 'bob' }],
      ]),
    };
  });
}
