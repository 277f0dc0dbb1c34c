import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '#program/listen.ts';
import { run } from '#testing/run-command.ts';
import { start } from './start.ts';

const ANY_PORTS = ['--port', '0', '--admin-port', '0', '--page-port', '0'];

describe('npm start', () => {
  let child: ChildProcess | undefined;
  after(() => child?.kill('SIGKILL'));
  const startWith = (words: readonly string[] = [], language: NodeJS.ProcessEnv = { LC_ALL: 'C' }) =>
    spawn(process.execPath, ['--import', 'tsx', 'service/simulator/start.ts', ...ANY_PORTS, ...words], {
      env: { ...process.env, ...language },
    });

  it('serves the page and the skill as a process of its own until Ctrl-C, and exits 0', async () => {
    const { stdout } = (child = startWith());
    let said = '';
    stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    while (!said.includes('Three things to say')) await once(stdout, 'data');
    const [page, skill, health] = said.match(/http:\/\/127\.0\.0\.1:\d+\/\w*/g) ?? [];
    assert.ok(page && skill && health);
    assert.equal((await fetch(page)).status, 200);
    assert.equal((await fetch(health)).status, 200);
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  describe('in an environment that is Korean', () => {
    let korean: ReturnType<typeof startWith>;
    let welcome = '';
    before(async () => {
      child = korean = startWith(['--log', 'info'], { LC_ALL: '', LC_MESSAGES: 'ko_KR', LANG: 'C' });
      [welcome] = (await once(korean.stdout.setEncoding('utf8'), 'data')) as [string];
    });

    it('welcomes in Korean', () => {
      assert.match(welcome, /^우미, 미스터 디버거가 듣고 있습니다\. Ctrl-C로 끝냅니다\.\n/);
    });

    it('goes on where nobody reads its output any more, and says so once', async () => {
      korean.stdout.destroy();
      const [page = '', skill = ''] = welcome.match(/http:\/\/127\.0\.0\.1:\d+\//g) ?? [];
      // Each is a line of the log.
      for (let request = 0; request < 3; request++) assert.equal((await fetch(skill, { method: 'POST' })).status, 401);
      assert.equal((await fetch(page)).status, 200);
      korean.kill('SIGINT');
      assert.equal(await text(korean.stderr), '표준 출력: write EPIPE. 출력 없이 계속합니다\n');
      assert.equal(korean.signalCode, null);
    });
  });

  it('only prints its help where it is asked for it', async () => {
    const { status, stdout } = await run(start, ['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /npm start -- \[options\]/);
  });

  for (const { words, message } of [
    { words: ['--page-port', '65536'], message: /^--page-port 65536: expected a port/ },
    { words: ['--port', 'abc'], message: /^--port abc: expected a port/ },
    { words: ['--admin-port', ''], message: /^--admin-port : expected a port/ },
    { words: ['--admin-port', '8080'], message: /^--admin-port 8080: expected another port than --port\n/ },
    { words: ['--log', 'loud'], message: /^--log loud: expected one of fatal, / },
    { words: ['--port', 'abc', '--lang', 'ko'], message: /^--port abc: 0.*65535까지의 포트여야 합니다\n--help를 / },
  ]) {
    it(`exits 64 where it is given ${words.join(' ')}, and names the option`, async () => {
      const { status, stdout, stderr } = await run(start, words);
      assert.deepEqual({ status, stdout }, { status: 64, stdout: '' });
      assert.match(stderr, message);
    });
  }

  it('exits 78 where its tips cannot be read, and names the option', async () => {
    const { status, stderr } = await run(start, [...ANY_PORTS, '--tips', '/no/such.yaml']);
    assert.deepEqual(
      { status, stderr },
      { status: 78, stderr: '--tips /no/such.yaml: ENOENT; expected a tips file\n' },
    );
  });

  it('exits 78 where the page port is taken', async () => {
    const other = createServer();
    const port = await listen(other, 0, '127.0.0.1');
    const { status, stdout, stderr } = await run(start, [...ANY_PORTS, '--page-port', String(port)]);
    other.close();
    assert.deepEqual({ status, stdout }, { status: 78, stdout: '' });
    assert.match(stderr, new RegExp(`^port ${port} is taken: .*\\n$`));
  });
});
