import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('npm run keys', () => {
  const keys = (...words: readonly string[]) => {
    const command = ['--import', 'tsx', 'service/simulator/keys-command.ts', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it('only tells how it is used where it is asked for help', () => {
    for (const option of ['--help', '-h']) {
      const { status, stdout, stderr } = keys(option, '--environment', 'production');
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
    it(`exits 64 where it is given ${words.join(' ') || 'nothing'}, and writes nothing`, () => {
      const { status, stdout, stderr } = keys(...words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, message);
      assert.match(stderr, /\nSee --help\.\n$/);
    });
  }
});
