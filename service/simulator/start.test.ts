import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from '#program/listen.ts';
import { run } from '#testing/run-command.ts';
import { start } from './start.ts';

const ANY_PORTS = ['--port', '0', '--admin-port', '0', '--page-port', '0'];

describe('npm start', () => {
  let child: ChildProcess | undefined;
  after(() => child?.kill('SIGKILL'));

  it('serves the page and the skill as a process of its own until Ctrl-C, and exits 0', async () => {
    const { stdout } = (child = spawn(process.execPath, [
      '--import',
      'tsx',
      'service/simulator/start.ts',
      ...ANY_PORTS,
    ]));
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

  it('only prints its help where it is asked for it', async () => {
    const { status, stdout } = await run(start, ['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /npm start -- \[options\]/);
  });

  it('exits 64 where the page port is not a port', async () => {
    const { status, stderr } = await run(start, ['--page-port', '65536']);
    assert.equal(status, 64);
    assert.match(stderr, /^--page-port 65536: expected a port/);
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
