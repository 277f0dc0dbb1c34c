import assert from 'node:assert/strict';
import { run, runProgram } from '#testing/run-command.ts';
import { keys as command } from './keys-command.ts';

describe('npm run keys', () => {
  const keys = (...words: readonly string[]) => run(command, words);

  it('only prints its help where it is asked for it, also as a process of its own', async () => {
    const words = ['--environment', 'production'];
    for (const { status, stdout, stderr } of [
      await keys('--help', ...words),
      runProgram('service/simulator/keys-command.ts', ['-h', ...words]),
    ]) {
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, /Exit status: 0 fine · 64 .*\n\nExamples:\n {2}npm run keys -- --environment local\n/);
    }
  });

  for (const { words, message } of [
    { words: [], message: /^--environment is missing; / },
    { words: ['local'], message: /'local'/ },
    { words: ['--environment'], message: /--environment/ },
    { words: ['--environment', 'local', '--key', 'desk.pem'], message: /'--key'/ },
    {
      words: ['--environment', 'production', '--force'],
      message: /^--environment production: it trusts only CLOVA's key/,
    },
    {
      words: ['--environment', 'nowhere'],
      message: /^--environment nowhere: no folder kustomize\/facts\/nowhere; expected \w/,
    },
  ]) {
    it(`exits 64 where it is given ${words.join(' ') || 'nothing'}, and writes nothing`, async () => {
      const { status, stdout, stderr } = await keys(...words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, message);
      assert.match(stderr, /\nSee --help\.\n$/);
    });
  }
});
