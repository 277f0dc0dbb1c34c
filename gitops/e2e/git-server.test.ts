import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { freePort } from '#testing/free-port.ts';
import { listen } from '#program/listen.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { startGitServer, type GitServer } from './git-server.ts';
import { waitFor } from './patience.ts';

const ADDRESS = '127.0.0.1';

describe('the git server', () => {
  const { folder } = temporaryFiles();
  const bare = join(folder, 'git/skill.git');
  const author = ['-c', 'user.name=umi', '-c', 'user.email=umi@umi.test', '-c', 'commit.gpgsign=false'];
  const git = (place: string, ...words: readonly string[]) =>
    execFileSync('git', ['-C', place, ...author, ...words], { encoding: 'utf8', stdio: 'pipe' }).trim();
  before(() => {
    mkdirSync(bare, { recursive: true });
    git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
    const work = join(folder, 'work');
    git(folder, 'clone', '--quiet', bare, work);
    writeFileSync(join(work, 'notes.txt'), 'served\n');
    git(work, 'add', '--all');
    git(work, 'commit', '--quiet', '-m', 'feat: notes');
    git(work, 'push', '--quiet', 'origin', 'HEAD:main');
    // Beside the folder that is served.
    git(folder, 'clone', '--quiet', '--bare', bare, join(folder, 'other.git'));
  });

  const gitExecPath = process.env.GIT_EXEC_PATH;
  let server: GitServer | undefined;
  afterEach(() => {
    server?.stop();
    server = undefined;
    if (gitExecPath === undefined) delete process.env.GIT_EXEC_PATH;
    else process.env.GIT_EXEC_PATH = gitExecPath;
  });
  const start = async () => {
    const port = `${await freePort()}`;
    server = await startGitServer({ folder: join(folder, 'git'), address: ADDRESS, port });
    return `git://${ADDRESS}:${port}`;
  };
  let clones = 0;
  const clone = (url: string) => {
    const place = join(folder, `clone-${++clones}`);
    git(folder, 'clone', '--quiet', url, place);
    return place;
  };

  it('serves a bare repository of the folder as soon as it has started', async () => {
    const url = `${await start()}/skill.git`;
    const place = clone(url);
    assert.equal(readFileSync(join(place, 'notes.txt'), 'utf8'), 'served\n');
    assert.equal(git(place, 'rev-parse', 'HEAD'), git(bare, 'rev-parse', 'main'));
    assert.equal(git(folder, 'ls-remote', url, 'HEAD'), `${git(bare, 'rev-parse', 'main')}\tHEAD`);
  });

  it('serves nothing besides the folder', async () => {
    const url = await start();
    for (const path of ['other.git', '../other.git', 'missing.git'])
      assert.throws(() => clone(`${url}/${path}`), /repository not exported|access denied|end of file|hung up/, path);
  });

  it('takes no push', async () => {
    const place = clone(`${await start()}/skill.git`);
    const before = git(bare, 'rev-parse', 'main');
    git(place, 'commit', '--quiet', '--allow-empty', '-m', 'feat: nothing');
    assert.throws(() => git(place, 'push', '--quiet', 'origin', 'HEAD:main'));
    assert.equal(git(bare, 'rev-parse', 'main'), before);
  });

  it('serves no more once it is stopped', async () => {
    const url = `${await start()}/skill.git`;
    server?.stop();
    await waitFor({
      what: 'a port that nobody listens on',
      within: 20,
      every: 50,
      look: () => {
        try {
          return Promise.resolve({ isThere: false, seen: git(folder, 'ls-remote', url) });
        } catch (error) {
          return Promise.resolve({ isThere: true, seen: String(error) });
        }
      },
    });
  });

  it('does not start, and says why, where git has no daemon', async () => {
    process.env.GIT_EXEC_PATH = folder;
    const port = `${await freePort()}`;
    await assert.rejects(startGitServer({ folder, address: ADDRESS, port }), {
      name: 'StartError',
      message: new RegExp(`^git cannot listen on ${ADDRESS}:${port}: .*git-daemon ENOENT`),
    });
  });

  it('does not start, and says why, where somebody else listens there', async () => {
    const other = createServer();
    const port = await listen(other, 0, ADDRESS);
    try {
      await assert.rejects(startGitServer({ folder, address: ADDRESS, port: `${port}` }), {
        name: 'StartError',
        message: new RegExp(`^git cannot listen on ${ADDRESS}:${port}: .*unable to allocate any listen sockets`, 's'),
      });
    } finally {
      other.close();
    }
  });

  it('does not start, and says why, where the address is not one of this machine', async () => {
    const port = `${await freePort()}`;
    await assert.rejects(startGitServer({ folder, address: '192.0.2.1', port }), {
      name: 'StartError',
      message: new RegExp(`^git cannot listen on 192\\.0\\.2\\.1:${port}: .*Could not bind to 192\\.0\\.2\\.1`),
    });
  });
});
