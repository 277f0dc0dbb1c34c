import assert from 'node:assert/strict';
import { matchesGlob } from './glob.ts';

type Star = 'one name' | 'any path' | 'one name, ** any path';

const SETTINGS: Readonly<Record<Star, readonly [separator?: string, hasDeep?: boolean]>> = {
  'one name': ['/', false],
  'any path': [],
  'one name, ** any path': ['/'],
};

describe('patterns of Argo CD', () => {
  const cases: readonly [pattern: string, star: Star, yes: readonly string[], no: readonly string[]][] = [
    ['apps/*', 'one name', ['apps/shop', 'apps/a-b.c'], ['apps', 'apps/shop/base', 'other/apps/shop']],
    ['apps/*/envs/*', 'one name', ['apps/shop/envs/a'], ['apps/shop/x/envs/a', 'apps/shop/envs/a/b']],
    ['apps/**', 'one name', ['apps/shop'], ['apps/shop/base']],
    ['*', 'one name', ['shop'], ['shop/base']],
    ['apps/?', 'one name', ['apps/a'], ['apps/ab', 'apps//']],
    ['apps/[ab]*', 'one name', ['apps/a', 'apps/blog'], ['apps/shop']],
    ['apps/[!a]*', 'one name', ['apps/shop'], ['apps/a1']],
    ['a.b', 'one name', ['a.b'], ['aXb']],
    [String.raw`a\*`, 'one name', ['a*'], ['ab']],
    ['clusters/*/config.json', 'any path', ['clusters/a/config.json', 'clusters/a/b/config.json'], ['config.json']],
    ['*.yaml', 'any path', ['web.yaml', 'deep/web.yaml'], ['web.yml']],
    ['{*.yml,*.yaml}', 'any path', ['web.yml', 'deep/web.yaml'], ['web.json']],
    ['{a,b}/*.yaml', 'any path', ['a/x.yaml', 'b/x.yaml'], ['c/x.yaml', 'a,b/x.yaml']],
    ['{config.json,{env-usw2,env-use2}/*}', 'any path', ['config.json', 'env-use2/x'], ['env-x/y']],
    ['한글/*', 'any path', ['한글/a'], ['글/a']],
    ['', 'any path', [''], ['a']],
    ['https://git.test/*', 'one name, ** any path', ['https://git.test/a'], ['https://git.test/a/b']],
    ['https://git.test/**', 'one name, ** any path', ['https://git.test/a', 'https://git.test/a/b'], ['https://x/a']],
    ['a,{b,c}', 'any path', ['a,b', 'a,c'], ['a', 'b']],
  ];
  for (const [pattern, star, yes, no] of cases)
    it(`${pattern || 'an empty one'} (* is ${star}) takes ${yes.join(', ')} and leaves ${no.join(', ')}`, () => {
      const taken = [...yes, ...no].filter((path) => matchesGlob(pattern, path, ...SETTINGS[star]));
      assert.deepEqual(taken, yes);
    });

  for (const pattern of ['[z-a]', '{a', 'a}', 'a{b,'])
    it(`${pattern} is no pattern, and takes nothing`, () => {
      assert.deepEqual(
        ['a', 'b', 'z', pattern].filter((path) => matchesGlob(pattern, path)),
        [],
      );
    });
});
