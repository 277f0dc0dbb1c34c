import assert from 'node:assert/strict';
import { UsageError } from '../../service/command.ts';
import { parseOptions } from './options.ts';

const NEEDED = ['--certificate', 'istio-system/mrdebugger', '--host', 'skill.example.com'];

describe('parseOptions', () => {
  it('needs no more than the Certificate and the host, and then waits for five minutes', () => {
    assert.deepEqual(parseOptions(NEEDED), {
      certificate: { namespace: 'istio-system', name: 'mrdebugger', context: undefined },
      health: { host: 'skill.example.com', address: undefined, rootsFile: undefined, imageRevision: undefined },
      wait: 300_000,
    });
  });

  it('takes everything it is given', () => {
    const more = ['--image-revision=dev', '--address=::1', '--roots=r.pem', '--wait=0s', '--context=c'];
    assert.deepEqual(parseOptions([...NEEDED, ...more]), {
      certificate: { namespace: 'istio-system', name: 'mrdebugger', context: 'c' },
      health: { host: 'skill.example.com', address: '::1', rootsFile: 'r.pem', imageRevision: 'dev' },
      wait: 0,
    });
  });

  it('counts what is empty as absent, since a Job passes what an installation leaves empty', () => {
    const empty = ['image-revision', 'address', 'roots', 'wait', 'context'].map((name) => `--${name}=`);
    assert.deepEqual(parseOptions([...NEEDED, ...empty]), parseOptions(NEEDED));
  });

  it('gives nothing, where help is asked for', () => {
    assert.equal(parseOptions(['--help']), undefined);
    assert.equal(parseOptions(['-h']), undefined);
  });

  for (const { words, message } of [
    { words: ['--host', 'a.b'], message: /--certificate NAMESPACE\/NAME and --host HOST are both needed/ },
    { words: ['--certificate', 'a/b', '--host='], message: /are both needed/ },
    { words: [...NEEDED, '--certificate', 'mrdebugger'], message: /expected NAMESPACE\/NAME/ },
    { words: [...NEEDED, '--certificate', 'a/b/c'], message: /expected NAMESPACE\/NAME/ },
    { words: [...NEEDED, '--certificate', '../b'], message: /expected NAMESPACE\/NAME/ },
    ...['https://a.b', 'a.b:443', 'a.b/', 'a', '203.0.113.7', 'a..b', '-'].map((host) => ({
      words: [...NEEDED, `--host=${host}`],
      message: /expected a name alone, such as skill\.example\.com$/,
    })),
    { words: [...NEEDED, '--address', 'localhost'], message: /expected an IP address/ },
    { words: [...NEEDED, '--wait', '5'], message: /5: expected a duration such as 90s, 5m or 1h/ },
  ]) {
    it(`refuses ${words.join(' ')}`, () => {
      assert.throws(() => parseOptions(words), { name: UsageError.name, message });
    });
  }

  for (const words of [['--what'], [...NEEDED, 'more'], [...NEEDED, '--wait']]) {
    it(`leaves it to parseArgs to refuse ${words.join(' ')}`, () => {
      assert.throws(() => parseOptions(words), /^TypeError .*ERR_PARSE_ARGS/);
    });
  }
});
