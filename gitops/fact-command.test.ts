import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { run } from '#testing/run-command.ts';
import { printFact } from './fact-command.ts';
import { readFacts } from './facts.ts';
import { temporaryTree } from './render/test-tree.ts';

// That it starts as a program is shown by .github/steps.test.ts, whose scripts call it.
describe('fact-command', () => {
  const { folder } = temporaryTree({
    'kustomize/facts/local/facts.yaml': stringify({ data: { ...readFacts('.', 'local'), host: 'skill.umi.test' } }),
  });
  const fact = (...words: readonly string[]) => run(printFact, words, { cwd: folder });

  it('prints the fact of the repository that it is called in, and nothing else', async () => {
    assert.deepEqual(await fact('local', 'host'), { status: 0, stdout: 'skill.umi.test\n', stderr: '' });
  });

  it('exits 64 and lists the facts, where there is none of that name', async () => {
    const { status, stdout, stderr } = await fact('local', 'toString');
    assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
    assert.match(stderr, /^local has no fact toString: expected one of environment, name, host, .*\nSee --help\.\n$/);
  });

  for (const words of [[], ['local'], ['local', 'host', 'name']])
    it(`exits 64 where it is given ${words.join(' ') || 'nothing'}`, async () => {
      const { status, stderr } = await fact(...words);
      assert.equal(status, 64);
      assert.match(stderr, /^expected an environment and the name of a fact/);
    });

  it('exits 78 where there is no such environment', async () => {
    const { status, stderr } = await fact('nowhere', 'host');
    assert.equal(status, 78);
    assert.match(stderr, /^kustomize\/facts\/nowhere\/facts\.yaml: ENOENT/);
  });

  it('only tells how it is used, where it is given --help', async () => {
    const { status, stdout } = await fact('--help');
    assert.equal(status, 0);
    assert.match(stdout, /fact-command\.ts ENVIRONMENT NAME/);
  });
});
