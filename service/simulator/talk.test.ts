import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('npm run talk', () => {
  const talk = (input: string, ...words: readonly string[]) => {
    const command = ['--import', 'tsx', 'service/simulator/talk.ts', ...words];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', input });
    return { status, stdout, stderr };
  };

  for (const { name, end } of [
    { name: 'a line end', end: '\n' },
    { name: 'no line end', end: '' },
  ]) {
    it(`answers every line of its input, which ends with ${name}, in one conversation, and exits 0`, () => {
      const said = ['미스터 디버거 시작해줘', '다른 팁', '', '종료', '다른 팁'];
      const { status, stdout, stderr } = talk(said.join('\n') + end);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      const lines = stdout.split('\n').map((line) => line.replace(/^(나> )+/, '').replace(/, \d+ ms\)$/, ')'));
      const outcomes = lines.filter((line) => line.startsWith('      ')).map((line) => line.trim());
      assert.deepEqual(outcomes, [
        'LaunchRequest (listens)',
        'AnotherTipRequested (listens)',
        '(listens)',
        'SessionEndedRequest (ends the session)',
        'not routed: the skill is not open, so CLOVA would not bring this here (stays silent)',
        'say instead: 미스터 디버거 시작해줘',
        'say instead: 미스터 디버거에게 다른 팁',
      ]);
      assert.equal(lines.filter((line) => line.startsWith('우미> ')).length, 3);
    });
  }

  it('ends at once, and fine, where nothing comes in', () => {
    const { status, stdout, stderr } = talk('');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /^Say “미스터 디버거 시작해줘”/);
  });

  it('shows no colours where nobody looks on', () => {
    assert.ok(!talk('미스터 디버거 시작해줘\n').stdout.includes('\u001B'));
  });

  it('only tells how it is used where it is asked for help', () => {
    const { status, stdout } = talk('', '--help');
    assert.equal(status, 0);
    assert.match(stdout, /npm run talk -- \[options\]/);
  });

  for (const { words, expected } of [
    { words: ['--json'], expected: 64 },
    { words: ['hello'], expected: 64 },
    { words: ['--url', 'https://skill.example.com/'], expected: 64 },
    { words: ['--tips', 'no/such/tips.yaml'], expected: 78 },
  ]) {
    it(`exits ${expected} where it is given ${words.join(' ')}`, () => {
      const { status, stderr } = talk('', ...words);
      assert.equal(status, expected);
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }
});
