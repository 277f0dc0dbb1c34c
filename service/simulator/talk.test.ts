import assert from 'node:assert/strict';
import { freePort } from '#testing/free-port.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { run, runProgram } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { talk as command } from './talk.ts';

describe('npm run talk', () => {
  const { file } = temporaryFiles();
  const talk = (input: string, ...words: readonly string[]) => run(command, words, { input });

  for (const { name, end } of [
    { name: 'a line end', end: '\n' },
    { name: 'no line end', end: '' },
  ]) {
    it(`answers every line of its input, which ends with ${name}, in one conversation, and exits 0`, async () => {
      const said = ['미스터 디버거 시작해줘', '다른 팁', '', '종료', '다른 팁'];
      const { status, stdout, stderr } = await talk(said.join('\n') + end);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      const lines = stdout.split('\n').map((line) => line.replace(/^(나> )+/, '').replace(/, \d+ ms\)$/, ')'));
      const outcomes = lines.filter((line) => line.startsWith('      ')).map((line) => line.trim());
      assert.deepEqual(outcomes, [
        'LaunchRequest (listens)',
        'AnotherTipRequested (listens)',
        '(listens)',
        'SessionEndedRequest (ends the session)',
        'not routed: the skill is not open, so CLOVA would not send it this (stays silent)',
        'say instead: 미스터 디버거 시작해줘',
        'say instead: 미스터 디버거에게 다른 팁',
      ]);
      assert.equal(lines.filter((line) => line.startsWith('우미> ')).length, 3);
    });
  }

  it('exits 0 at once where its input is empty; as a process of its own', () => {
    const { status, stdout, stderr } = runProgram('service/simulator/talk.ts', []);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /^Say “미스터 디버거 시작해줘”/);
  });

  it('exits 2 where nobody answers in one turn, and goes on with the next', async () => {
    const key = file('desk.key', testKeyPair().privatePem);
    const words = ['--url', `http://127.0.0.1:${await freePort()}/`, '--key', key];
    const { status, stdout } = await talk('미스터 디버거 시작해줘\n\n다른 팁\n', ...words);
    assert.equal(status, 2);
    assert.match(stdout, /LaunchRequest \(ends the session\)\n {6}error: answer: http:.*ECONNREFUSED/);
    assert.match(stdout, /not routed: .*\n.*say instead: 미스터 디버거 시작해줘\n/);
  });

  it('speaks Korean where it is asked to', async () => {
    const { stdout } = await talk('미스터 디버거 시작해줘\n', '--lang', 'ko');
    assert.match(stdout, /^“미스터 디버거 시작해줘”라고 말해 보세요\./);
    assert.match(stdout, /LaunchRequest \(계속 들음, \d+ ms\)\n/);
  });

  it('shows no colours where its output is not a terminal', async () => {
    const { stdout } = await talk('미스터 디버거 시작해줘\n');
    assert.ok(!stdout.includes('\u001B'));
  });

  it('only prints its help where it is asked for it', async () => {
    const { status, stdout } = await talk('', '--help');
    assert.equal(status, 0);
    assert.match(stdout, /npm run talk -- \[options\]/);
  });

  for (const { words, expected } of [
    { words: ['--json'], expected: 64 },
    { words: ['hello'], expected: 64 },
    { words: ['--url', 'https://skill.example.com/'], expected: 64 },
    { words: ['--tips', 'no/such/tips.yaml'], expected: 78 },
  ]) {
    it(`exits ${expected} where it is given ${words.join(' ')}`, async () => {
      const { status, stderr } = await talk('', ...words);
      assert.equal(status, expected);
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }
});
