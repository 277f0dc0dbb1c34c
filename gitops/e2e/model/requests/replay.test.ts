import assert from 'node:assert/strict';
import { StartError } from '#program/start-error.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import type { RandomWorld } from '../drawn/random-world.ts';
import { readWorlds } from './replay.ts';
import { worldText } from './shrinking.ts';

const WORLD: RandomWorld = {
  ...{ kind: 'istio', name: 'x', older: [] },
  manifests: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: {} }] as RandomWorld['manifests'],
  requests: [{ scheme: 'http', host: 'a.test', port: 80, method: 'GET', path: '/', headers: {} }],
};

describe('readWorlds', () => {
  const { folder, file } = temporaryFiles();

  it('reads what was printed, one configuration or a list', () => {
    file('one.yaml', worldText(WORLD));
    file('two.yaml', JSON.stringify([WORLD, WORLD]));
    assert.deepEqual(readWorlds('one.yaml', folder), [WORLD]);
    assert.deepEqual(readWorlds('two.yaml', folder), [WORLD, WORLD]);
  });

  for (const { what, text, problem } of [
    { what: 'is not there', text: undefined, problem: 'ENOENT' },
    { what: 'is no YAML', text: 'a: [', problem: 'BAD_INDENT' },
    { what: 'is empty', text: '', problem: 'YAML is not as expected' },
    { what: 'lacks a part', text: worldText({ ...WORLD, requests: [{} as never] }), problem: 'requests.0.host' },
  ])
    it(`names the file that ${what}, and what it should be`, () => {
      if (text !== undefined) file('bad.yaml', text);
      const name = text === undefined ? 'none.yaml' : 'bad.yaml';
      assert.throws(
        () => readWorlds(name, folder),
        (error) =>
          error instanceof StartError &&
          error.message.includes(`--replay ${name}: ${problem}`) &&
          error.message.includes('expected what --shrink has printed'),
      );
    });
});
